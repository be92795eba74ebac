# Writes /run/lab/bb.tar: an image `bb:1` of busybox alone, that `docker load` and `ctr images import`
# both take. The same bytes on every run, so the same ids. Runs inside a mini host.
set -eu
[ -s /run/lab/bb.tar ] && exit
work=/run/lab/image
mkdir -p $work/rootfs/bin $work/rootfs/tmp $work/rootfs/etc $work/rootfs/proc $work/rootfs/sys $work/rootfs/dev
mkdir $work/rootfs/run $work/rootfs/var
ln -s /run $work/rootfs/var/run
cp /bin/busybox $work/rootfs/bin/busybox
for name in sh sleep true false cat ls ps kill mkdir rm echo date id nc wget env seq yes top; do
    ln -s busybox $work/rootfs/bin/$name
done
echo 'root:x:0:0:root:/:/bin/sh' >$work/rootfs/etc/passwd
# Programs that a test built are part of the image, if they are there.
[ -d /run/lab/programs ] && cp /run/lab/programs/* $work/rootfs/bin/
flags='--sort=name --mtime=@1600000000 --owner=0 --group=0 --numeric-owner --format=gnu'
tar $flags -C $work/rootfs -cf $work/layer.tar .
layer=$(sha256sum <$work/layer.tar | cut -d' ' -f1)
printf '{"architecture":"%s","os":"linux","created":"2020-09-13T12:26:40Z","config":{"Env":["PATH=/bin"],"Cmd":["sleep","99999"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"2020-09-13T12:26:40Z","created_by":"lab"}]}' \
    "$(dpkg --print-architecture)" "$layer" >$work/config
config=$(sha256sum <$work/config | cut -d' ' -f1)
mv $work/config $work/$config.json
printf '[{"Config":"%s.json","RepoTags":["bb:1"],"Layers":["layer.tar"]}]' "$config" >$work/manifest.json
tar $flags -C $work -cf /run/lab/bb.tar manifest.json "$config.json" layer.tar
rm -r $work
