# First process of a mini host: builds its view of the machine. How it becomes its init follows this
# text: plain.sh or systemd.sh.
#
# It gets: $1 the cgroup hierarchies as `what:folder` words, $2 the binary under test (or nothing), $3 a
# folder with other engines, that lies over /usr (or nothing).
# Stdout gets one line, the pid of this process as the machine sees it, when all is ready.
# The whole root is an overlay whose upper layer is in memory, so that nothing that runs inside can
# write onto the machine, wherever it writes to.
set -eu

# Still the machine's /proc: this is our pid outside.
read -r outer _ </proc/self/stat

# In a mount namespace of our own: a folder of the machine is covered for us alone, and only for now.
# This one is there on every machine, is not needed here, and no binary under test is below it.
lab=/sys/fs/cgroup
mount -t tmpfs -o mode=755 lab $lab
mkdir $lab/upper $lab/work $lab/root
mount -t overlay -o "lowerdir=/,upperdir=$lab/upper,workdir=$lab/work" overlay $lab/root
root=$lab/root

# An overlay shows one file system: a part of the machine that is mounted apart is added likewise. One
# of its lower folders may not be inside another, so other engines are not a layer of the whole root.
for part in usr var opt home root srv etc; do
    over=
    [ $part = usr ] && over=${3:+$3:}
    if [ -n "$over" ] || mountpoint -q "/$part"; then
        mkdir "$lab/upper-$part" "$lab/work-$part"
        mount -t overlay -o "lowerdir=$over/$part,upperdir=$lab/upper-$part,workdir=$lab/work-$part" \
            overlay "$root/$part"
    fi
done

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
for hierarchy in $1; do
    what=${hierarchy%:*}
    folder=$root/sys/fs/cgroup/${hierarchy##*:}
    mkdir -p "$folder"
    if [ "$what" = cgroup2 ]; then
        mount -t cgroup2 cgroup2 "$folder"
        # Processes in the topmost group would keep docker from handing controllers down.
        mkdir "$folder/init"
        echo 0 >"$folder/init/cgroup.procs"
        for controller in $(cat "$folder/cgroup.controllers"); do
            echo "+$controller" >"$folder/cgroup.subtree_control" || :
        done
    else
        mount -t cgroup -o "$what" cgroup "$folder"
    fi
done

mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mkdir -p "$root/var/lib/docker" "$root/var/lib/containerd" "$root/run/lab/old"
mount -t tmpfs docker "$root/var/lib/docker"
mount -t tmpfs containerd "$root/var/lib/containerd"

if [ -n "$2" ]; then
    : >"$root/usr/bin/dockerctx-inspect"
    mount --bind "$2" "$root/usr/bin/dockerctx-inspect"
fi

cd "$root"
pivot_root . run/lab/old
cd /
umount -l /run/lab/old
rmdir /run/lab/old

# A host with no settings of the machine's own, and with three ordinary users.
rm -rf /etc/docker /etc/containerd /root/.docker
# Where the machine is itself a container of some engine, its mark would be seen inside too.
rm -f /.dockerenv /run/.containerenv
mkdir -p /etc/docker /etc/containerd
grep -q '^docker:' /etc/group || echo 'docker:x:4240:' >>/etc/group
sed -i '/^docker:/ { s/:$/:labdocker/; t; s/$/,labdocker/ }' /etc/group
for user in labuser:4241 labdocker:4242 labsudo:4243; do
    name=${user%:*} id=${user#*:}
    echo "$name:x:$id:$id::/home/$name:/bin/sh" >>/etc/passwd
    echo "$name:x:$id:" >>/etc/group
    echo "$name:*:19000:0:99999:7:::" >>/etc/shadow
    mkdir -p "/home/$name"
    chown "$id:$id" "/home/$name"
done
if [ -d /etc/sudoers.d ]; then
    echo 'labsudo ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/lab
    chmod 440 /etc/sudoers.d/lab
fi
hostname minihost
echo minihost >/etc/hostname
echo '127.0.0.1 localhost minihost' >/etc/hosts
ip link set lo up
