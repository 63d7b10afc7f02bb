// Many processes to be measured against: COUNT that sleep, of which the first BUSY touch memory and compute now and then, and
// GROWING more grow, a page a second for two minutes and one in ten seconds from then on, so that the machine's memory lasts.
// forest COUNT [BUSY [GROWING]]: prints "ready" when all are there, ends (and all of them with it) when its input ends.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/** Four pages given back and touched again every 80 ms: rss, faults and CPU time move, next to no CPU is used. */
static void be_busy(char *memory) {
  const size_t bytes = 4 * 4096;
  const struct timespec pause = {0, 80 * 1000 * 1000};
  for (size_t used = bytes;; used = used == bytes ? bytes / 2 : bytes) {
    madvise(memory, bytes, MADV_DONTNEED);
    memset(memory, 1, used);
    nanosleep(&pause, NULL);
  }
}

static void grow(void) {
  const size_t most = 1 << 28;
  char *memory = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) _exit(1);
  madvise(memory, most, MADV_NOHUGEPAGE);
  for (size_t pages = 0; pages < most / 4096; pages++) {
    const struct timespec pause = {pages < 120 ? 1 : 10, 0};
    memory[pages * 4096] = 1;
    nanosleep(&pause, NULL);
  }
}

static void be_child(int number, int busy, int growing, pid_t parent) {
  char name[16];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  const int grows = number >= busy && number < busy + growing;
  snprintf(name, sizeof name, "%s-%d", number < busy ? "busy" : grows ? "grow" : "idle", number);
  prctl(PR_SET_NAME, name);
  char *memory = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(1);
  memset(memory, 1, 4096 * (1 + number % 64));
  if (number < busy) be_busy(memory);
  if (grows) grow();
  for (;;) pause();
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1000;
  int busy = argc > 2 ? atoi(argv[2]) : 0;
  int growing = argc > 3 ? atoi(argv[3]) : 0;
  pid_t parent = getpid();
  pid_t *children = calloc(count, sizeof *children);
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      return 1;
    }
    if (pid == 0) be_child(i, busy, growing, parent);
    children[i] = pid;
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  // Whoever waits for the forest finds none of it left; whom the first process has to wait for may stay for minutes.
  for (int i = 0; i < count; i++) kill(children[i], SIGKILL);
  while (wait(NULL) > 0) {
  }
  return 0;
}
