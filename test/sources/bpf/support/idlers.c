/* Processes of all kinds that stand still: some with threads, some with threads that have ended, each with other amounts of
 * memory. idlers COUNT: prints their pids when all are stopped. One that is continued works a little, takes some memory and
 * stops again. All end with their parent, which ends when its input does. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long page;

/** Uses the processor for so many milliseconds of this thread's time. */
static void work(long millis) {
  struct timespec now;
  do {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  } while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < millis);
}

static void *work_and_end(void *millis) {
  work((long)millis);
  return NULL;
}

static void *sleep_on(void *unused) {
  for (;;) pause();
  return unused;
}

static void take(int pages, int flags) {
  if (pages == 0) return;
  char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(1);
  memset(memory, 1, pages * page);
}

static void burst(long millis) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work_and_end, (void *)millis) != 0) _exit(1);
  pthread_join(thread, NULL);
}

static void be_child(int number) {
  char name[16];
  pthread_t thread;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  snprintf(name, sizeof name, "idler) %d", number);
  prctl(PR_SET_NAME, name);
  if (number % 3 == 0 && nice(number % 20) == -1) _exit(1);
  if (number % 7 == 0) setsid();
  take(1 + number % 90, MAP_PRIVATE);
  take(number % 50, MAP_SHARED);
  for (int i = 0; i < number % 5; i++) pthread_create(&thread, NULL, sleep_on, NULL);
  if (number % 4 == 0) burst(1 + number % 23);
  for (;;) {
    raise(SIGSTOP);
    /* More than two ticks: user and system time are rounded down each, so one tick more may not show in their sum. */
    burst(25);
    work(3);
    take(3 + number % 40, MAP_PRIVATE);
  }
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1;
  page = sysconf(_SC_PAGESIZE);
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0) return 1;
    if (pid == 0) be_child(i);
    int status;
    if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) return 1;
    printf("%d ", (int)pid);
  }
  puts("");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}
