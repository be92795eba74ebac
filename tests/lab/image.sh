# Packs a folder as an image `NAME:1` that `docker load` and `ctr images import` both take, into
# /run/lab/NAME.tar. The same bytes on every run, so the same ids. Runs inside a mini host.
#
# It gets: $1 the name, $2 the folder, $3 the members of its config, in JSON.
set -eu
[ -s "/run/lab/$1.tar" ] && exit
work=/run/lab/image
mkdir -p $work
flags='--sort=name --mtime=@1600000000 --owner=0 --group=0 --numeric-owner --format=gnu'
tar $flags -C "$2" -cf $work/layer.tar .
layer=$(sha256sum <$work/layer.tar | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","created":"2020-09-13T12:26:40Z","config":{%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"2020-09-13T12:26:40Z","created_by":"lab"}]}' \
    "$(dpkg --print-architecture)" "$3" "$layer" >$work/config
config=$(sha256sum <$work/config | cut -d' ' -f1)
mv $work/config $work/$config.json
printf '[{"Config":"%s.json","RepoTags":["%s:1"],"Layers":["layer.tar"]}]' "$config" "$1" >$work/manifest.json
tar $flags -C $work -cf "/run/lab/$1.tar" manifest.json "$config.json" layer.tar
rm -r $work
