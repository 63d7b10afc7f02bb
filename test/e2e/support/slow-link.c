// A link that is as slow and as lossy as its addresses say, in a network namespace of its own, which nobody else feels:
//   198.18.N.M   takes M milliseconds each way, and of what carries data every Nth packet is lost; none where N is 0.
// The other end of the link is this end: a packet to such an address comes back as one from it, so whoever connects to
// 198.18.0.30 reaches what listens here, over a round trip of 60 ms. Sums over a packet stay right when its addresses
// change places. A line with a number on the input adds so many milliseconds each way; the end of the input ends it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PACKETS = 8192, MOST_BYTES = 2048, WITHOUT_DATA_BYTES = 100, SOURCE = 12, TARGET = 16, ADDRESS_BYTES = 4 };

struct packet {
	int64_t due_micros;
	ssize_t bytes;
	unsigned char data[MOST_BYTES];
};

/* A ring in the order of arrival: [head, tail) wait. Of equal delays the first that came leaves first. */
static struct packet packets[MOST_PACKETS];
static unsigned head, tail;
static unsigned carried[256];
static int64_t added_micros;

static int64_t now_micros(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void demand(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static int open_link(void)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI, .ifr_name = "slow0" };
	int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	demand(tun >= 0, "/dev/net/tun");
	demand(ioctl(tun, TUNSETIFF, &request) == 0, "TUNSETIFF");
	demand(system("ip link set lo up && ip addr add 198.18.0.1/16 dev slow0 && ip link set slow0 up") == 0, "ip");
	return tun;
}

static int is_lost(const struct packet *packet)
{
	unsigned char every = packet->data[TARGET + 2];

	return every != 0 && packet->bytes > WITHOUT_DATA_BYTES && ++carried[every] % every == 0;
}

static void take(int tun)
{
	struct packet *packet = &packets[tail % MOST_PACKETS];
	unsigned char source[ADDRESS_BYTES];

	while (tail - head < MOST_PACKETS && (packet->bytes = read(tun, packet->data, MOST_BYTES)) > 0) {
		/* IPv4 without options; what else the kernel says to a new link nobody hears. */
		if (packet->data[0] != 0x45 || is_lost(packet))
			continue;
		packet->due_micros = now_micros() + packet->data[TARGET + 3] * 1000LL + added_micros;
		memcpy(source, packet->data + SOURCE, ADDRESS_BYTES);
		memcpy(packet->data + SOURCE, packet->data + TARGET, ADDRESS_BYTES);
		memcpy(packet->data + TARGET, source, ADDRESS_BYTES);
		packet = &packets[++tail % MOST_PACKETS];
	}
}

/* Hands over what is due; milliseconds until something is, -1 where nothing waits. */
static int give(int tun)
{
	int64_t now = now_micros(), next = INT64_MAX;

	for (unsigned i = head; i != tail; i++) {
		struct packet *packet = &packets[i % MOST_PACKETS];

		if (packet->bytes > 0 && packet->due_micros <= now) {
			demand(write(tun, packet->data, packet->bytes) == packet->bytes, "write");
			packet->bytes = 0;
		} else if (packet->bytes > 0 && packet->due_micros < next)
			next = packet->due_micros;
	}
	while (head != tail && packets[head % MOST_PACKETS].bytes == 0)
		head++;
	return next == INT64_MAX ? -1 : (int)((next - now + 999) / 1000);
}

int main(void)
{
	struct pollfd ready[2] = { { .events = POLLIN }, { .events = POLLIN } };
	char line[32];
	ssize_t bytes;

	demand(unshare(CLONE_NEWNET) == 0, "unshare");
	ready[0].fd = open_link();
	ready[1].fd = STDIN_FILENO;
	puts("ready");
	fflush(stdout);
	for (;;) {
		poll(ready, 2, give(ready[0].fd));
		if (ready[0].revents)
			take(ready[0].fd);
		if (ready[1].revents) {
			bytes = read(STDIN_FILENO, line, sizeof(line) - 1);
			if (bytes <= 0)
				return 0;
			line[bytes] = 0;
			added_micros = atoi(line) * 1000LL;
			puts("slower");
			fflush(stdout);
		}
	}
}
