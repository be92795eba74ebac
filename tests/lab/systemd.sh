# How a systemd host goes on after init.sh: what it shares with the machine is taken away from
# systemd, what the machine has enabled is forgotten, and systemd takes over as process 1.

# systemd writes into /dev (/dev/log, nodes for modules): it gets one of its own, with the machine's
# harmless devices in it. No /dev/kmsg: the kernel's log is the machine's.
dev=/run/lab/dev
mkdir $dev
mount -t tmpfs -o mode=755 dev $dev
mkdir $dev/pts $dev/shm $dev/net
for node in null zero full random urandom tty fuse net/tun; do
    [ -e /dev/$node ] || continue
    : >$dev/$node
    mount --bind /dev/$node $dev/$node
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts $dev/pts
mount -t tmpfs -o mode=1777 shm $dev/shm
ln -s pts/ptmx $dev/ptmx
ln -s /proc/self/fd $dev/fd
for number in 0:stdin 1:stdout 2:stderr; do
    ln -s "fd/${number%:*}" "$dev/${number#*:}"
done
umount -l /dev
mount --move $dev /dev

# systemd takes the group it is in as the root of all, and on version 2 hands controllers down itself.
for hierarchy in $1; do
    [ "${hierarchy%:*}" = cgroup2 ] || continue
    folder=/sys/fs/cgroup/${hierarchy##*:}
    for controller in $(cat "$folder/cgroup.subtree_control"); do
        echo "-$controller" >"$folder/cgroup.subtree_control" || :
    done
    echo 0 >"$folder/cgroup.procs"
done

# Nothing is enabled but what a test enables; no kernel setting, module or log of the machine is
# touched, no console is asked for a login.
own=/etc/systemd/system
rm -rf $own /etc/systemd/user /etc/rc?.d
mkdir -p $own /etc/systemd/journald.conf.d
: >/etc/fstab
: >/etc/machine-id
hostname >/etc/hostname
for unit in getty.target systemd-udevd.service systemd-udevd-control.socket \
    systemd-udevd-kernel.socket systemd-sysctl.service systemd-modules-load.service \
    modprobe@.service kmod-static-nodes.service systemd-binfmt.service \
    proc-sys-fs-binfmt_misc.automount systemd-journald-audit.socket systemd-random-seed.service \
    systemd-remount-fs.service sys-kernel-config.mount sys-kernel-debug.mount \
    sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount systemd-networkd.service \
    systemd-resolved.service systemd-timesyncd.service apparmor.service; do
    ln -s /dev/null $own/$unit
done
printf '[Journal]\nAudit=no\nReadKMsg=no\nStorage=volatile\n' >/etc/systemd/journald.conf.d/lab.conf
for folder in /lib/systemd/system /usr/lib/systemd/system; do
    [ -e $folder/multi-user.target ] && ln -sf $folder/multi-user.target $own/default.target
done
for systemd in /lib/systemd/systemd /usr/lib/systemd/systemd; do
    [ -x $systemd ] && break
done

# What the host shall boot with is written before it boots.
echo "$outer"
until [ -e /run/lab/boot ]; do sleep 0.01; done
# In what it takes for a container systemd leaves the clock, the kernel's modules and settings alone.
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 container=lab \
    $systemd --system --show-status=no </dev/null >/run/lab/systemd.log 2>&1
