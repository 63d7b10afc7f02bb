// Sends over one loopback connection, as fast as it goes and ahead of everything else, with both ends on one processor: so
// that is saturated, and what a byte costs is not hidden by an end that waits to be woken up. For each byte of standard input
// it moves so many bytes twice and tells of the second time "NANOS CPU-NANOS": from the first write until the receiver has told
// that it has all of them, and the processor time of both meanwhile. Usage: stream BYTES
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 65536
#define PRIORITY 50

static char chunk[CHUNK];

static void check(long result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

static long nanos(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000L + now.tv_nsec;
}

/* The last processor we may use. */
static void settle(void)
{
	struct sched_param priority = { .sched_priority = PRIORITY };
	cpu_set_t allowed, one;
	int chosen = -1;

	check(sched_getaffinity(0, sizeof allowed, &allowed), "sched_getaffinity");
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			chosen = cpu;
	CPU_ZERO(&one);
	CPU_SET(chosen, &one);
	check(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity");
	check(sched_setscheduler(0, SCHED_FIFO, &priority), "sched_setscheduler");
}

static void drain(int fd, long bytes, volatile long *cpu)
{
	for (;;) {
		for (long left = bytes; left > 0;) {
			ssize_t done = recv(fd, chunk, CHUNK, 0);
			check(done, "recv");
			if (done == 0)
				exit(0);
			left -= done;
		}
		*cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
		check(send(fd, chunk, 1, 0), "send");
	}
}

static void fill(int fd, long bytes)
{
	while (bytes > 0) {
		ssize_t done = write(fd, chunk, bytes < CHUNK ? bytes : CHUNK);
		check(done, "write");
		bytes -= done;
	}
	check(recv(fd, chunk, 1, 0), "recv");
}

int main(int count, char **words)
{
	long bytes = count > 1 ? atol(words[1]) : CHUNK;
	volatile long *cpu = mmap(NULL, sizeof *cpu, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int door = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);
	char turn;

	check(bind(door, (void *)&at, size), "bind");
	check(listen(door, 1), "listen");
	check(getsockname(door, (void *)&at, &size), "getsockname");
	pid_t child = fork();
	check(child, "fork");
	settle();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		drain(accept(door, NULL, NULL), bytes, cpu);
	}
	check(connect(fd, (void *)&at, size), "connect");
	while (read(0, &turn, 1) > 0) {
		fill(fd, bytes);
		long began = nanos(CLOCK_MONOTONIC), busy = nanos(CLOCK_PROCESS_CPUTIME_ID) + *cpu;
		fill(fd, bytes);
		printf("%ld %ld\n", nanos(CLOCK_MONOTONIC) - began, nanos(CLOCK_PROCESS_CPUTIME_ID) + *cpu - busy);
		fflush(stdout);
	}
	return 0;
}
