// Moves a known number of bytes between two processes over loopback, each in its own way, and tells who moved how many:
// a line "sender PID BYTES-SENT BYTES-RECEIVED receiver PID BYTES-SENT BYTES-RECEIVED". Then both wait for the end of
// standard input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#define CHUNK 65536
#define DATAGRAM 32768

static char chunk[CHUNK];
static long sent, received;

static void check(long result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

static void push(int fd, long bytes, const char *how)
{
	while (bytes > 0) {
		size_t size = bytes < CHUNK ? bytes : CHUNK;
		struct iovec parts[2] = { { chunk, size / 2 }, { chunk, size - size / 2 } };
		struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
		ssize_t done = strcmp(how, "sendmsg") ? write(fd, chunk, size) : sendmsg(fd, &message, 0);
		check(done, how);
		bytes -= done;
		sent += done;
	}
}

static void push_file(int fd, long bytes)
{
	int file = memfd_create("file", 0);
	off_t at = 0;
	check(ftruncate(file, bytes), "ftruncate");
	while (at < bytes) {
		ssize_t done = sendfile(fd, file, &at, bytes - at);
		check(done, "sendfile");
		sent += done;
	}
}

static void push_pipe(int fd, long bytes)
{
	int ends[2];
	check(pipe(ends), "pipe");
	while (bytes > 0) {
		ssize_t in = write(ends[1], chunk, bytes < CHUNK ? bytes : CHUNK), out;
		check(in, "pipe");
		for (bytes -= in; in > 0; in -= out, sent += out) {
			out = splice(ends[0], NULL, fd, NULL, in, 0);
			check(out, "splice");
		}
	}
}

static void drain(int fd, int peeks)
{
	ssize_t done;
	for (;;) {
		if (peeks)
			recv(fd, chunk, CHUNK, MSG_PEEK);
		done = recv(fd, chunk, CHUNK, 0);
		check(done, "recv");
		if (done == 0)
			return;
		received += done;
	}
}

static int dial(const struct sockaddr_in6 *to)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	check(fd, "socket");
	check(connect(fd, (const void *)to, sizeof *to), "connect");
	return fd;
}

/* One datagram at a time, each answered, so that none is lost. */
static void ping(int fd, long bytes)
{
	for (; bytes > 0; bytes -= DATAGRAM) {
		check(send(fd, chunk, DATAGRAM, 0), "send");
		check(recv(fd, chunk, 1, 0), "recv");
		sent += DATAGRAM;
		received++;
	}
}

static void pong(int fd, long bytes)
{
	struct sockaddr_in6 from;
	for (; bytes > 0; bytes -= DATAGRAM) {
		socklen_t size = sizeof from;
		ssize_t done = recvfrom(fd, chunk, CHUNK, 0, (void *)&from, &size);
		check(done, "recvfrom");
		check(sendto(fd, chunk, 1, 0, (void *)&from, size), "sendto");
		received += done;
		sent++;
	}
}

int main(int count, char **words)
{
	const char *how = count > 2 ? words[1] : "write";
	long bytes = count > 2 ? atol(words[2]) : CHUNK, connections = count > 3 ? atol(words[3]) : 1;
	int is_udp = !strcmp(how, "udp"), told[2];
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET6, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0);
	long theirs[2];

	check(fd, "socket");
	check(bind(fd, (void *)&at, size), "bind");
	check(getsockname(fd, (void *)&at, &size), "getsockname");
	if (!is_udp)
		check(listen(fd, 128), "listen");
	check(pipe(told), "pipe");
	pid_t child = fork();
	check(child, "fork");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (is_udp)
			pong(fd, bytes);
		for (long i = 0; !is_udp && i < connections; i++) {
			int one = accept(fd, NULL, NULL);
			check(one, "accept");
			drain(one, !strcmp(how, "peek"));
			close(one);
		}
		long mine[2] = { sent, received };
		check(write(told[1], mine, sizeof mine), "tell");
		pause();
		return 0;
	}
	for (long i = 0; i < connections; i++) {
		int one = is_udp ? socket(AF_INET6, SOCK_DGRAM, 0) : dial(&at);
		if (is_udp) {
			check(connect(one, (void *)&at, sizeof at), "connect");
			ping(one, bytes);
		} else if (!strcmp(how, "sendfile"))
			push_file(one, bytes / connections);
		else if (!strcmp(how, "splice"))
			push_pipe(one, bytes / connections);
		else
			push(one, bytes / connections, how);
		close(one);
	}
	check(read(told[0], theirs, sizeof theirs) - (long)sizeof theirs, "hear");
	printf("sender %d %ld %ld receiver %d %ld %ld\n", getpid(), sent, received, child, theirs[0], theirs[1]);
	fflush(stdout);
	while (read(0, chunk, 1) > 0)
		;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return 0;
}
