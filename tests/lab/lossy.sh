# Makes a namespace `lossy` of images that lack blobs, out of /run/lab/{lossy,indexed,headless}.tar: see
# `nerdctl_made`. Runs inside a mini host.
set -eu
lossy() { ctr -n lossy "$@"; }
lossy images import /run/lab/lossy.tar
lossy images import /run/lab/indexed.tar

# An index that leaves the platform of its manifest to the config takes over the name.
rm -rf /run/lab/layout
mkdir -p /run/lab/layout/blobs/sha256
cd /run/lab/layout
type=application/vnd.oci.image.index.v1+json
# shellcheck disable=SC2046 # the manifest's type and digest
set -- $(lossy images ls | awk '/indexed/ { print $2, $3 }')
size=$(lossy content get "$2" | wc -c)
index='{"schemaVersion":2,"mediaType":"'$type'","manifests":[{"mediaType":"'$1'","digest":"'$2'","size":'$size'}]}'
digest=$(printf %s "$index" | sha256sum | cut -d' ' -f1)
printf %s "$index" >"blobs/sha256/$digest"
echo '{"imageLayoutVersion":"1.0.0"}' >oci-layout
printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":%d,"annotations":{"io.containerd.image.name":"%s"}}]}' \
    $type "$digest" ${#index} docker.io/library/indexed:1 >index.json
tar -cf /run/lab/index.tar .
lossy images import /run/lab/index.tar

for config in $(lossy content ls | grep -o 'content.config=sha256:[0-9a-f]*' | cut -d= -f2); do
    lossy content rm "$config"
done
lossy images import /run/lab/headless.tar
lossy content rm "$(lossy images ls | awk '/headless/ { print $3 }')"
