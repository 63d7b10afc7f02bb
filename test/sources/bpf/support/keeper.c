// Opens so many descriptors of one pipe end, then files of every kind that a search for deleted ones may meet, and sockets; a
// thread leaves the table of files it shared and opens one more of each. Says "ready", and stays until the end of standard input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;

static long check(long result, const char *what)
{
	if (result >= 0)
		return result;
	perror(what);
	exit(1);
}

static char *in_folder(const char *name)
{
	char *path;

	check(asprintf(&path, "%s/%s", folder, name), "asprintf");
	return path;
}

static int open_file(const char *name, long bytes)
{
	int fd = check(open(in_folder(name), O_RDWR | O_CREAT, 0600), name);

	for (long written = 0; written < bytes; written++)
		check(write(fd, "x", 1), name);
	return fd;
}

static void open_sockets(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	int near = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	int unix_pair[2];

	check(bind(listener, (struct sockaddr *)&address, length), "bind");
	check(listen(listener, 8), "listen");
	check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
	check(connect(near, (struct sockaddr *)&address, length), "connect");
	check(accept(listener, 0, 0), "accept");
	check(socket(AF_INET6, SOCK_DGRAM, 0), "socket");
	check(socketpair(AF_UNIX, SOCK_STREAM, 0, unix_pair), "socketpair");
}

static void *go_own_way(void *ready)
{
	check(unshare(CLONE_FILES), "unshare");
	open_file("of a thread", 10);
	check(unlink(in_folder("of a thread")), "unlink");
	check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	pthread_barrier_wait(ready);
	pause();
	return 0;
}

int main(int count, char **words)
{
	struct rlimit most;
	pthread_barrier_t ready;
	pthread_t thread;
	int ends[2];
	int memory;

	if (count != 3)
		return 2;
	folder = words[2];
	check(getrlimit(RLIMIT_NOFILE, &most), "getrlimit");
	most.rlim_cur = most.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &most), "setrlimit");
	check(pipe(ends), "pipe");
	for (int i = 0; i < atoi(words[1]); i++)
		check(dup(ends[0]), "dup");
	open_file("deleted", 12345);
	check(unlink(in_folder("deleted")), "unlink");
	check(dup(open_file("deleted twice open", 77)), "dup");
	check(unlink(in_folder("deleted twice open")), "unlink");
	open_file("has its name", 10);
	open_file("had two names", 10);
	check(link(in_folder("had two names"), in_folder("other name")), "link");
	check(unlink(in_folder("had two names")), "unlink");
	/* Not every file system can: overlayfs does since Linux 6.3. */
	if (open(folder, O_TMPFILE | O_RDWR, 0600) < 0) {
		open_file("empty", 0);
		check(unlink(in_folder("empty")), "unlink");
	}
	memory = check(memfd_create("memory", 0), "memfd_create");
	check(ftruncate(memory, 1 << 20), "ftruncate");
	check(write(memory, "y", 1), "write");
	check(mkdir(in_folder("folder"), 0700), "mkdir");
	check(open(in_folder("folder"), O_RDONLY), "open");
	check(rmdir(in_folder("folder")), "rmdir");
	open_sockets();
	check(-pthread_barrier_init(&ready, 0, 2), "pthread_barrier_init");
	check(-pthread_create(&thread, 0, go_own_way, &ready), "pthread_create");
	pthread_barrier_wait(&ready);
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
