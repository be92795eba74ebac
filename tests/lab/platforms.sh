# Packs the image `many:1` of two platforms into /run/lab/many.tar: an OCI layout, whose index names this
# machine's architecture and one more. Its layer is that of bb.tar. Runs inside a mini host.
set -eu
[ -s /run/lab/many.tar ] && exit
work=/run/lab/many
blobs=$work/blobs/sha256
mkdir -p $blobs
oci=application/vnd.oci.image

descriptor() { # TYPE FILE MORE: moves the file to its digest
    digest=$(sha256sum <"$2" | cut -d' ' -f1)
    printf '{"mediaType":"%s","digest":"sha256:%s","size":%s%s}' "$1" "$digest" "$(stat -c %s "$2")" "$3"
    mv "$2" "$blobs/$digest"
}
tar -xOf /run/lab/bb.tar layer.tar >$work/layer
diff=$(sha256sum <$work/layer | cut -d' ' -f1)
layer=$(descriptor $oci.layer.v1.tar $work/layer "")

here=$(dpkg --print-architecture)
other=s390x
manifests=
for architecture in "$here" $other; do
    printf '{"architecture":"%s","os":"linux","config":{"Cmd":["sleep","99999"],"Labels":{"of":"many"}},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$architecture" "$diff" >$work/config
    config=$(descriptor $oci.config.v1+json $work/config "")
    printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":%s,"layers":[%s]}' \
        $oci "$config" "$layer" >$work/manifest
    platform=",\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}"
    manifests="$manifests${manifests:+,}$(descriptor $oci.manifest.v1+json $work/manifest "$platform")"
done
printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[%s]}' $oci "$manifests" >$work/index
name=',"annotations":{"io.containerd.image.name":"docker.io/library/many:1","org.opencontainers.image.ref.name":"1"}'
printf '{"schemaVersion":2,"manifests":[%s]}' "$(descriptor $oci.index.v1+json $work/index "$name")" >$work/index.json
printf '{"imageLayoutVersion":"1.0.0"}' >$work/oci-layout
tar -C $work -cf /run/lab/many.tar oci-layout index.json blobs
rm -r $work
