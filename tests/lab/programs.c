/* Two programs that no shell can be: built inside a mini host, linked statically.
 *
 * leaderless   its main thread leaves, another one stays: /proc says Z, Threads says 2.
 * listener     listens on the path given and takes every connection: all that dockerd asks of a
 *              plugin before it calls it enabled.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void *stay(void *unused)
{
    for (;;)
        pause();
    return unused;
}

int main(int count, char **words)
{
    if (count == 1) {
        pthread_t thread;
        pthread_create(&thread, NULL, stay, NULL);
        pthread_exit(NULL);
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", words[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) {
        perror(words[1]);
        return 1;
    }
    for (;;)
        close(accept(listener, NULL, NULL));
}
