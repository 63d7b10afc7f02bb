// Two processes with a TCP connection, one end each: talkers KIND ADDRESS, where this machine answers to the address. Writes the
// port of the end that sends, then does what its kind says until its input ends:
//   exchange     for each line of the input 10 bytes there and back, one after the other; then writes a line
//   transfer     400,000 bytes, once; writes a line when all have arrived
//   network      as much as the way gives
//   buffer       the same out of a small send buffer
//   receiver     the same, and nobody reads
//   application  a byte every 600 ms
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EXCHANGES = 10, TRANSFER_BYTES = 400000, PAUSE_MICROS = 600000, STEP_MICROS = 10000 };

static const char *kind;
static char bytes[65536];

static void demand(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static void say(const char *what)
{
	puts(what);
	fflush(stdout);
}

static void send_bytes(int fd, size_t count)
{
	ssize_t sent;

	for (; count > 0; count -= sent) {
		sent = send(fd, bytes, count < sizeof(bytes) ? count : sizeof(bytes), MSG_NOSIGNAL);
		demand(sent > 0, "send");
	}
}

/* The kernel counts what a buffer holds back where its end leaves while the program waits for room: so not all at once. */
static void take_small_buffer(int near)
{
	int bytes_held = 16384, bytes_per_second = 2000000, off = 0;

	setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &off, sizeof(off));
	setsockopt(near, SOL_SOCKET, SO_SNDBUF, &bytes_held, sizeof(bytes_held));
	setsockopt(near, SOL_SOCKET, SO_MAX_PACING_RATE, &bytes_per_second, sizeof(bytes_per_second));
}

static void answer(int far)
{
	ssize_t got;

	if (strcmp(kind, "receiver") == 0)
		for (;;)
			pause();
	while ((got = recv(far, bytes, sizeof(bytes), 0)) > 0)
		if (strcmp(kind, "exchange") == 0)
			send_bytes(far, got);
	exit(0);
}

static void *end_with_input(void *unused)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	exit(0);
	return unused;
}

static void exchange(int near)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0) {
		for (int i = 0; i < EXCHANGES; i++) {
			send_bytes(near, 1);
			demand(recv(near, &byte, 1, 0) == 1, "recv");
		}
		say("exchanged");
	}
}

static void transfer(int near)
{
	int waiting = 1;

	send_bytes(near, TRANSFER_BYTES);
	for (; waiting > 0; usleep(STEP_MICROS))
		demand(ioctl(near, SIOCOUTQ, &waiting) == 0, "SIOCOUTQ");
	say("transferred");
	pause();
}

int main(int count, char **words)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), near = socket(AF_INET, SOCK_STREAM, 0), far, on = 1;
	pthread_t watcher;
	char port[16];

	demand(count == 3, "two words are needed");
	kind = words[1];
	demand(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0, "listen");
	getsockname(listener, (struct sockaddr *)&address, &length);
	demand(inet_pton(AF_INET, words[2], &address.sin_addr) == 1, "address");
	setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	/* A machine may have another, which does not mind losses. */
	demand(setsockopt(near, IPPROTO_TCP, TCP_CONGESTION, "reno", 4) == 0, "TCP_CONGESTION");
	if (strcmp(kind, "buffer") == 0)
		take_small_buffer(near);
	demand(connect(near, (struct sockaddr *)&address, length) == 0, "connect");
	far = accept(listener, NULL, NULL);
	close(listener);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(near);
		answer(far);
	}
	close(far);
	getsockname(near, (struct sockaddr *)&address, &length);
	snprintf(port, sizeof(port), "%d", ntohs(address.sin_port));
	say(port);
	if (strcmp(kind, "exchange") == 0) {
		exchange(near);
		return 0;
	}
	pthread_create(&watcher, NULL, end_with_input, NULL);
	if (strcmp(kind, "transfer") == 0)
		transfer(near);
	for (;;) {
		send_bytes(near, strcmp(kind, "application") == 0 ? 1 : sizeof(bytes));
		if (strcmp(kind, "application") == 0)
			usleep(PAUSE_MICROS);
	}
}
