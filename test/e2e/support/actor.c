/* A process with properties to be read: actor WHAT [NUMBER]
 * leak: touches 64 KiB every 62.5 ms.  virt N: maps N bytes and touches none of them.  hold N: touches N bytes.
 * threads N: has N threads more.  share N: touches N bytes of shared memory.  idle: nothing.  spin: uses the processor.
 * dull: lets SIGTERM pass. Writes a line when it is so, and ends when its input does (leak too: it looks between). */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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
static void leak(void) {
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  ready();
  for (;;) {
    /* One mapping each and no huge pages: 64 KiB are 64 KiB. */
    char *at = map(65536, MAP_PRIVATE);
    madvise(at, 65536, MADV_NOHUGEPAGE);
    memset(at, 1, 65536);
    next.tv_nsec += 62500000;
    if (next.tv_nsec >= 1000000000) next.tv_sec++, next.tv_nsec -= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    wait_for_end(0);
  }
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "idle";
  size_t number = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  prctl(PR_SET_NAME, argc > 3 ? argv[3] : "actor");
  if (!strcmp(what, "leak")) leak();
  if (!strcmp(what, "virt")) map(number, MAP_PRIVATE);
  if (!strcmp(what, "hold")) memset(map(number, MAP_PRIVATE), 1, number);
  if (!strcmp(what, "share")) memset(map(number, MAP_SHARED), 1, number);
  if (!strcmp(what, "dull")) signal(SIGTERM, SIG_IGN);
  if (!strcmp(what, "threads")) {
    pthread_t thread;
    while (number-- > 0) pthread_create(&thread, NULL, nothing, NULL);
  }
  ready();
  if (!strcmp(what, "spin")) for (volatile unsigned long i = 0;; i++) if (i % 10000000 == 0) wait_for_end(0);
  for (;;) wait_for_end(-1);
}
