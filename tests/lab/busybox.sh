# Fills /run/lab/bb, the root folder of the image `bb:1`: busybox alone. Runs inside a mini host.
set -eu
root=/run/lab/bb
[ -d $root ] && exit
mkdir -p $root/bin $root/tmp $root/etc $root/proc $root/sys $root/dev $root/run $root/var
ln -s /run $root/var/run
cp /bin/busybox $root/bin/busybox
for name in sh sleep true false cat ls ps kill mkdir rm echo date id nc wget env seq yes top; do
    ln -s busybox $root/bin/$name
done
echo 'root:x:0:0:root:/:/bin/sh' >$root/etc/passwd
# Programs that a test built are part of the image, if they are there.
[ -d /run/lab/programs ] && cp /run/lab/programs/* $root/bin/
:
