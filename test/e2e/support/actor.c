/* A process with properties to be read: actor WHAT [NUMBER]
 * leak N: touches 64 KiB as often as makes N bytes a second, or 1 MiB where N is 0.  frees N: that, and gives back
 * the first N KiB of each 64.  arenas N: about as much in N threads that keep every other piece of what they had.
 * virt N: maps N bytes and touches none of them.  hold N: touches N bytes.
 * threads N: has N threads more.  share N: touches N bytes of shared memory.  memfd N: the same without mapping them.
 * tables N: reads one page each in N bytes of page tables' worth of address space.  pipes N, sockets N: fills N pipes, or
 * TCP connections of its own, which it never reads.  idle: nothing.  spin: uses the processor.  dull: lets SIGTERM pass.
 * Writes a line when it is so, and ends when its input does (what leaks too: it looks between). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void *nothing(void *unused) {
  for (;;) pause();
  return unused;
}

static void ready(void) {
  puts("ready");
  fflush(stdout);
}

static void wait_for_end(int millis) {
  struct pollfd input = {0, POLLIN, 0};
  char byte;
  if (poll(&input, 1, millis) > 0 && read(0, &byte, 1) <= 0) exit(0);
}

static void *map(size_t bytes, int flags) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) exit(3);
  return at;
}

/* By deadlines, so that a late wake-up is made up for. */
static void pace(struct timespec *next, long nanos) {
  if (next->tv_sec == 0) clock_gettime(CLOCK_MONOTONIC, next);
  next->tv_nsec += nanos;
  if (next->tv_nsec >= 1000000000) next->tv_sec++, next->tv_nsec -= 1000000000;
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static void leak(size_t bytes_per_second, size_t given_back) {
  struct timespec next = {0};
  ready();
  for (;;) {
    /* One mapping each and no huge pages: 64 KiB are 64 KiB. */
    char *at = map(65536, MAP_PRIVATE);
    madvise(at, 65536, MADV_NOHUGEPAGE);
    memset(at, 1, 65536);
    if (given_back > 0) madvise(at, given_back, MADV_FREE);
    pace(&next, 65536 * 1000000000L / bytes_per_second);
    wait_for_end(0);
  }
}

/* What is freed lies between what is kept, in pages that stay; what comes next is larger for a while. */
static void *scatter(void *threads) {
  struct timespec next = {0};
  for (size_t round = 0;; round++) {
    char *had[128];
    size_t number = 128 / *(size_t *)threads, bytes = 1024 + round % 64 * 16;
    for (size_t i = 0; i < number; i++) memset(had[i] = malloc(bytes), 1, bytes);
    for (size_t i = 0; i < number; i += 2) free(had[i]);
    pace(&next, 62500000);
  }
  return NULL;
}

static void demand(int ok) {
  if (ok) return;
  perror("actor");
  exit(4);
}

/* Until nothing more goes in. */
static void fill(int fd) {
  static char bytes[65536];
  demand(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
  while (write(fd, bytes, sizeof bytes) > 0) {}
}

static void fill_pipe(void) {
  int ends[2];
  demand(pipe(ends) == 0 && fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) > 0);
  fill(ends[1]);
}

static void fill_connection(void) {
  struct sockaddr_in where = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof where;
  int listener = socket(AF_INET, SOCK_STREAM, 0), from = socket(AF_INET, SOCK_STREAM, 0);
  demand(bind(listener, (struct sockaddr *)&where, length) == 0 && listen(listener, 1) == 0);
  demand(getsockname(listener, (struct sockaddr *)&where, &length) == 0);
  demand(connect(from, (struct sockaddr *)&where, length) == 0 && accept(listener, NULL, NULL) >= 0);
  close(listener);
  fill(from);
}

/* A page that is only read is the kernel's page of zeros: all that is taken is its table, of 4 KiB for each 2 MiB. */
static void read_sparsely(size_t table_bytes) {
  size_t bytes = table_bytes * 512;
  volatile char *at = map(bytes, MAP_PRIVATE);
  demand(madvise((void *)at, bytes, MADV_NOHUGEPAGE) == 0);
  for (size_t i = 0; i < bytes; i += 2 << 20) (void)at[i];
}

static void fill_memfd(size_t bytes) {
  static char zeros[1 << 20];
  int fd = memfd_create("actor", 0);
  for (size_t done = 0; done < bytes; done += sizeof zeros) demand(write(fd, zeros, sizeof zeros) == sizeof zeros);
}

/* Many have stacks of their own: small ones, whose maps do not count. */
static void start_threads(size_t number) {
  pthread_t thread;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  while (number-- > 0) demand(pthread_create(&thread, &small, nothing, NULL) == 0);
}

static void open_many(void (*one)(void), size_t number) {
  struct rlimit most;
  demand(getrlimit(RLIMIT_NOFILE, &most) == 0);
  most.rlim_cur = most.rlim_max;
  demand(setrlimit(RLIMIT_NOFILE, &most) == 0);
  while (number-- > 0) one();
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "idle";
  size_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  pthread_t thread;
  prctl(PR_SET_NAME, argc > 3 ? argv[3] : "actor");
  if (!strcmp(what, "leak")) leak(number > 0 ? number : 1 << 20, 0);
  if (!strcmp(what, "frees")) leak(1 << 20, number << 10);
  if (!strcmp(what, "arenas")) for (size_t i = 0; i < number; i++) demand(pthread_create(&thread, NULL, scatter, &number) == 0);
  if (!strcmp(what, "virt")) map(number, MAP_PRIVATE);
  if (!strcmp(what, "hold")) memset(map(number, MAP_PRIVATE), 1, number);
  if (!strcmp(what, "share")) memset(map(number, MAP_SHARED), 1, number);
  if (!strcmp(what, "dull")) signal(SIGTERM, SIG_IGN);
  if (!strcmp(what, "memfd")) fill_memfd(number);
  if (!strcmp(what, "tables")) read_sparsely(number);
  if (!strcmp(what, "pipes")) open_many(fill_pipe, number);
  if (!strcmp(what, "sockets")) open_many(fill_connection, number);
  if (!strcmp(what, "threads")) start_threads(number);
  ready();
  if (!strcmp(what, "spin")) for (volatile unsigned long i = 0;; i++) if (i % 10000000 == 0) wait_for_end(0);
  for (;;) wait_for_end(-1);
}
