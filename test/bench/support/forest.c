// Many processes to be measured against: COUNT that sleep, of which the first BUSY touch memory and compute now and then.
// forest COUNT [BUSY]: prints "ready" when all are there, ends (and all of them with it) when its input ends.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

static void be_child(int number, int busy, pid_t parent) {
  char name[16];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  snprintf(name, sizeof name, "%s-%d", number < busy ? "busy" : "idle", number);
  prctl(PR_SET_NAME, name);
  char *memory = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(1);
  memset(memory, 1, 4096 * (1 + number % 64));
  if (number < busy) be_busy(memory);
  for (;;) pause();
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1000;
  int busy = argc > 2 ? atoi(argv[2]) : 0;
  pid_t parent = getpid();
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      return 1;
    }
    if (pid == 0) be_child(i, busy, parent);
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}
