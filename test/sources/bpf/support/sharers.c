// One sender and two receivers that share a port over loopback, and who moved how many bytes: "PID SENT RECEIVED" three
// times on a line, or "refused" where the kernel has no io_uring for us. All stay until the end of standard input.
//   reuseport: each receiver listens on the port itself;   fork: both read from one connection they inherited;
//   uring: the same by io_uring.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK 16384
#define CONNECTIONS 64

static char chunk[CHUNK];
static volatile long *received, *listening;
static int ring = -1;
static struct io_uring_params params;
static char *sq, *cq;
static struct io_uring_sqe *entries;

static long check(long result, const char *what)
{
	if (result >= 0)
		return result;
	perror(what);
	exit(1);
}

static int open_ring(void)
{
	memset(&params, 0, sizeof params);
	ring = syscall(__NR_io_uring_setup, 4, &params);
	if (ring < 0)
		return 0;
	sq = mmap(NULL, params.sq_off.array + params.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	cq = mmap(NULL, params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	entries = mmap(NULL, params.sq_entries * sizeof *entries, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	return 1;
}

/* One operation, to its end. */
static long by_ring(int operation, int fd, long size)
{
	unsigned *tail = (unsigned *)(sq + params.sq_off.tail), *head = (unsigned *)(cq + params.cq_off.head);
	unsigned at = *tail & (params.sq_entries - 1);
	entries[at] = (struct io_uring_sqe){ .opcode = operation, .fd = fd, .addr = (unsigned long)chunk, .len = size };
	((unsigned *)(sq + params.sq_off.array))[at] = at;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	check(syscall(__NR_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0), "io_uring_enter");
	struct io_uring_cqe *done = (struct io_uring_cqe *)(cq + params.cq_off.cqes) + (*head & (params.cq_entries - 1));
	long result = done->res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return result;
}

static int make(struct sockaddr_in *at)
{
	int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket"), one = 1;
	check(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one), "SO_REUSEPORT");
	check(bind(fd, (void *)at, sizeof *at), "bind");
	return fd;
}

static void drain(int fd, int who)
{
	for (long done = 1; done > 0;) {
		done = check(ring < 0 ? recv(fd, chunk, CHUNK, 0) : by_ring(IORING_OP_RECV, fd, CHUNK), "recv");
		__atomic_add_fetch(&received[who], done, __ATOMIC_SEQ_CST);
	}
}

static long push(int fd, long bytes)
{
	for (long rest = bytes; rest > 0;) {
		long size = rest < CHUNK ? rest : CHUNK;
		rest -= check(ring < 0 ? send(fd, chunk, size, 0) : by_ring(IORING_OP_SEND, fd, size), "send");
	}
	return bytes;
}

static int dial(struct sockaddr_in *at)
{
	int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(connect(fd, (void *)at, sizeof *at), "connect");
	return fd;
}

int main(int count, char **words)
{
	int shares_port = !strcmp(words[1], "reuseport"), is_ring = !strcmp(words[1], "uring"), inherited = -1, near = -1;
	long bytes = count > 2 ? atol(words[2]) : CHUNK, sent = 0;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	pid_t children[2];

	received = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	listening = received + 2;
	int first = make(&at);
	check(getsockname(first, (void *)&at, &size), "getsockname");
	if (!shares_port) {
		check(listen(first, 8), "listen");
		near = dial(&at);
		inherited = check(accept(first, NULL, NULL), "accept");
	}
	for (int who = 0; who < 2; who++) {
		children[who] = check(fork(), "fork");
		if (children[who] != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (is_ring && !open_ring())
			pause();
		if (shares_port)
			check(listen(inherited = make(&at), CONNECTIONS), "listen");
		__atomic_add_fetch(listening, 1, __ATOMIC_SEQ_CST);
		for (int one; shares_port; close(one))
			drain(one = check(accept(inherited, NULL, NULL), "accept"), who);
		drain(inherited, who);
		pause();
	}
	if (is_ring && !open_ring()) {
		printf("refused\n");
	} else {
		while (*listening < 2)
			usleep(1000);
		for (int i = 0; i < (shares_port ? CONNECTIONS : 1); i++) {
			int one = shares_port ? dial(&at) : near;
			sent += push(one, shares_port ? bytes / CONNECTIONS : bytes);
			if (shares_port)
				close(one);
		}
		while (received[0] + received[1] < sent)
			usleep(1000);
		printf("%d %ld 0 %d 0 %ld %d 0 %ld\n", getpid(), sent, children[0], received[0], children[1], received[1]);
	}
	fflush(stdout);
	while (read(0, chunk, 1) > 0)
		;
	for (int who = 0; who < 2; who++) {
		kill(children[who], SIGKILL);
		waitpid(children[who], NULL, 0);
	}
	return 0;
}
