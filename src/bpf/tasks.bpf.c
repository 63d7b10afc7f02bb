/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Says of every process what its /proc/PID/stat says, in one reading of all of them. Runs only while leaktop reads, and
 * changes nothing. What it says of memory is checked against /proc before it is shown. docs/bpf.md tells more.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum {
	NAME_BYTES = 16,
	/* On a machine of more than this the counters of single processors are left alone. */
	MOST_PROCESSORS = 1024,
	/* A process cannot have more threads: PID_MAX_LIMIT of linux/threads.h. */
	MOST_THREADS = 4 * 1024 * 1024,
};

/* linux/sched.h */
enum { PF_KTHREAD = 0x00200000 };
enum { TASK_UNINTERRUPTIBLE = 0x2, TASK_REPORT = 0x7f, TASK_REPORT_IDLE = 0x80, TASK_IDLE = 0x402 };
/* Since Linux 5.15 and 6.1, where they are shown as D; before, no task has these bits. */
enum { TASK_RTLOCK_WAIT = 0x1000, TASK_FROZEN = 0x8000 };
/* linux/sched/prio.h */
enum { MAX_RT_PRIO = 100, DEFAULT_PRIO = 120 };
/* linux/pid_types.h */
enum { PIDTYPE_PGID = 2, PIDTYPE_SID = 3 };
/* linux/mm_types_task.h */
enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

/*
 * Threads came or went while they were added up: only /proc, which may take the lock, can tell. All pages are counted. They
 * are counted in one place, so /proc says the same.
 */
enum { IS_TORN = 1, IS_EXACT = 2, IS_SAID = 4 };

/* Kept in step with RECORD in src/sources/bpf/task-records.ts. */
struct record {
	/* Of all threads, those that have ended too; user and system time as clock ticks found them. */
	__u64 runtime_nanos;
	__u64 user_nanos;
	__u64 system_nanos;
	/* What /proc has said when it was asked last: it never says less. */
	__u64 said_user_nanos;
	__u64 said_system_nanos;
	__u64 start_ticks;
	__u64 minor_faults;
	__u64 major_faults;
	__u64 virtual_pages;
	/* Pages as the processors have counted them, all of them where the record is exact; in the order of the counters. */
	__s64 pages[NR_MM_COUNTERS];
	/* Resident pages as the kernel knows them without asking the processors. */
	__s64 counted_pages;
	__u64 locked_pages;
	/* Data and stack, as statm adds them up. */
	__u64 data_pages;
	/* Another number where the process is in another control group, of whatever hierarchy. */
	__u64 groups;
	__s64 process_group;
	__s64 session;
	__s64 terminal;
	__s64 terminal_group;
	__s64 flags;
	/* Of children that were waited for. */
	__s64 child_user_ticks;
	__s64 child_system_ticks;
	__s64 priority;
	__s64 nice;
	__s64 processor;
	__u32 pid;
	__u32 ppid;
	__u32 uid;
	__u32 threads;
	__u32 state;
	__u32 notes;
	char name[NAME_BYTES];
};

/* Lies in memory that each processor has its own copy of: it tells how far these copies are apart. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} copies SEC(".maps");

/* By processor: where its copy lies, from what the kernel has as a pointer to all of them; 0 where there is no processor. */
static __u64 offsets[MOST_PROCESSORS];
static __u32 processors;

/* A pointer as a number: the verifier lets nobody calculate with those it knows. */
static __always_inline __u64 number_of(const void *pointer)
{
	const void *kept = pointer;
	__u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &kept);
	return number;
}

/* The letter of proc(5), as task_state_index() of linux/sched.h finds it. */
static __always_inline __u32 state_of(struct task_struct *task)
{
	struct task_struct___before_5_14 *old = (void *)task;
	__u32 state = bpf_core_field_exists(old->state) ? (__u32)old->state : task->__state;
	__u32 shown = (state | task->exit_state) & TASK_REPORT;

	if ((state & TASK_IDLE) == TASK_IDLE)
		shown = TASK_REPORT_IDLE;
	if (state & (TASK_RTLOCK_WAIT | TASK_FROZEN))
		shown = TASK_UNINTERRUPTIBLE;
	if (shown & 0x80)
		return 'I';
	if (shown & 0x40)
		return 'P';
	if (shown & 0x20)
		return 'Z';
	if (shown & 0x10)
		return 'X';
	if (shown & 0x8)
		return 't';
	if (shown & 0x4)
		return 'T';
	if (shown & 0x2)
		return 'D';
	return shown & 0x1 ? 'S' : 'R';
}

static __always_inline __u32 processor_of(struct task_struct *task)
{
	struct task_struct___before_5_16 *old = (void *)task;

	return bpf_core_field_exists(old->cpu) ? old->cpu : task->thread_info.cpu;
}

struct sums {
	__u64 runtime;
	__u64 user;
	__u64 system;
	__u64 minor;
	__u64 major;
	/* The next thread's place in the list, and that of the list itself, where it ends. */
	__u64 next;
	__u64 head;
};

static int add_thread(__u32 index, struct sums *sums)
{
	struct task_struct *thread = (void *)(sums->next - bpf_core_field_offset(struct task_struct, thread_node));

	(void)index;
	if (sums->next == sums->head)
		return 1;
	sums->runtime += BPF_CORE_READ(thread, se.sum_exec_runtime);
	sums->user += BPF_CORE_READ(thread, utime);
	sums->system += BPF_CORE_READ(thread, stime);
	sums->minor += BPF_CORE_READ(thread, min_flt);
	sums->major += BPF_CORE_READ(thread, maj_flt);
	sums->next = (__u64)BPF_CORE_READ(thread, thread_node.next);
	return 0;
}

static __always_inline void add_threads(struct record *record, struct signal_struct *signal)
{
	struct sums sums = {};

	sums.head = number_of(signal) + bpf_core_field_offset(struct signal_struct, thread_head);
	sums.next = (__u64)signal->thread_head.next;
	bpf_loop(MOST_THREADS, add_thread, &sums, 0);
	record->runtime_nanos += sums.runtime;
	record->user_nanos += sums.user;
	record->system_nanos += sums.system;
	record->minor_faults += sums.minor;
	record->major_faults += sums.major;
	/* A thread that was taken out of the list meanwhile leads nowhere. */
	if (sums.next != sums.head)
		record->notes |= IS_TORN;
}

/* What the whole process has used. A thread that ends meanwhile changes the number of stats_lock. */
static __always_inline void add_up(struct record *record, struct task_struct *task, struct signal_struct *signal)
{
	__u32 before = signal->stats_lock.seqcount.seqcount.sequence;

	barrier();
	record->runtime_nanos = signal->sum_sched_runtime;
	record->user_nanos = signal->utime;
	record->system_nanos = signal->stime;
	record->minor_faults = signal->min_flt;
	record->major_faults = signal->maj_flt;
	record->threads = signal->nr_threads;
	if (record->threads == 1) {
		record->runtime_nanos += task->se.sum_exec_runtime;
		record->user_nanos += task->utime;
		record->system_nanos += task->stime;
		record->minor_faults += task->min_flt;
		record->major_faults += task->maj_flt;
	} else {
		add_threads(record, signal);
	}
	barrier();
	record->said_user_nanos = signal->prev_cputime.utime;
	record->said_system_nanos = signal->prev_cputime.stime;
	if (before & 1 || signal->stats_lock.seqcount.seqcount.sequence != before)
		record->notes |= IS_TORN;
}

static int find_copy(__u32 cpu, __u64 *origin)
{
	__u32 key = 0;
	const void *copy = bpf_map_lookup_percpu_elem(&copies, &key, cpu);

	if (!copy || cpu >= MOST_PROCESSORS)
		return 1;
	offsets[cpu] = number_of(copy) - *origin;
	return 0;
}

static __always_inline void find_copies(void)
{
	__u64 map = number_of(&copies);
	__u64 origin = 0;
	__u32 found;

	bpf_probe_read_kernel(&origin, sizeof(origin), (void *)(map + bpf_core_field_offset(struct bpf_array, pptrs)));
	/* It counts the call that found none, too. As many as there is room for may be more. */
	found = bpf_loop(MOST_PROCESSORS + 1, find_copy, &origin, 0) - 1;
	processors = found < MOST_PROCESSORS ? found : 0;
}

struct counters {
	/* Where they lie, as a pointer to the copies of all processors. */
	__u64 place;
	__s64 pages[NR_MM_COUNTERS];
};

static int add_processor(__u32 cpu, struct counters *counters)
{
	__s32 own[NR_MM_COUNTERS] = {};

	if (cpu >= MOST_PROCESSORS)
		return 1;
	bpf_probe_read_kernel(own, sizeof(own), (void *)(counters->place + offsets[cpu]));
	counters->pages[MM_FILEPAGES] += own[MM_FILEPAGES];
	counters->pages[MM_ANONPAGES] += own[MM_ANONPAGES];
	counters->pages[MM_SWAPENTS] += own[MM_SWAPENTS];
	counters->pages[MM_SHMEMPAGES] += own[MM_SHMEMPAGES];
	return 0;
}

/* What each processor has counted for itself; false where it lies otherwise than it does since Linux 6.6. */
static __always_inline int add_processors(struct mm_struct *mm, struct counters *counters)
{
	counters->place = (__u64)mm->rss_stat[0].counters;
	if ((__u64)mm->rss_stat[NR_MM_COUNTERS - 1].counters != counters->place + (NR_MM_COUNTERS - 1) * sizeof(__s32))
		return 0;
	return processors > 0 && bpf_loop(processors, add_processor, counters, 0) > 0;
}

static __always_inline void look_at_memory(struct record *record, struct mm_struct *mm)
{
	struct mm_struct___before_6_2 *old = (void *)mm;
	struct counters counters = {};
	__s64 *pages = counters.pages;

	record->virtual_pages = mm->total_vm;
	record->locked_pages = mm->locked_vm;
	record->data_pages = mm->data_vm + mm->stack_vm;
	if (bpf_core_field_exists(old->rss_stat.count)) {
		/* By a helper: the verifier of these kernels does not look into an array of what is a typedef of a struct. */
		bpf_core_read(pages, sizeof(counters.pages), &old->rss_stat.count);
		record->notes |= IS_EXACT | IS_SAID;
	} else {
		/* No loop: libbpf finds the place of an element only where its number is a constant. */
		pages[MM_FILEPAGES] = mm->rss_stat[MM_FILEPAGES].count;
		pages[MM_ANONPAGES] = mm->rss_stat[MM_ANONPAGES].count;
		pages[MM_SWAPENTS] = mm->rss_stat[MM_SWAPENTS].count;
		pages[MM_SHMEMPAGES] = mm->rss_stat[MM_SHMEMPAGES].count;
	}
	record->counted_pages = pages[MM_FILEPAGES] + pages[MM_ANONPAGES] + pages[MM_SHMEMPAGES];
	if (!bpf_core_field_exists(old->rss_stat.count) && add_processors(mm, &counters))
		record->notes |= IS_EXACT;
	__builtin_memcpy(record->pages, pages, sizeof(record->pages));
}

/* The number of the device as new_encode_dev() of linux/kdev_t.h makes it, and the group in front. */
static __always_inline void look_at_terminal(struct record *record, struct tty_struct *tty)
{
	struct tty_struct___before_5_15 *old = (void *)tty;
	__u32 minor;

	record->terminal_group = -1;
	if (!tty)
		return;
	minor = tty->driver->minor_start + tty->index;
	record->terminal = (__s32)((minor & 0xff) | tty->driver->major << 8 | (minor & ~0xffu) << 12);
	record->terminal_group = bpf_core_field_exists(old->pgrp) ? BPF_CORE_READ(old, pgrp, numbers[0].nr)
								  : BPF_CORE_READ(tty, ctrl.pgrp, numbers[0].nr);
}

SEC("iter/task")
int tell_processes(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct record record = {};
	struct signal_struct *signal;

	if (!task || task->pid != task->tgid)
		return 0;
	/* Once a reading, before the first process: a processor may have come. */
	if (ctx->meta->seq_num == 0 || processors == 0)
		find_copies();
	signal = task->signal;
	add_up(&record, task, signal);
	record.start_ticks = task->start_boottime / TICK_NANOS;
	record.child_user_ticks = signal->cutime / TICK_NANOS;
	record.child_system_ticks = signal->cstime / TICK_NANOS;
	record.pid = task->pid;
	record.ppid = task->real_parent->tgid;
	record.uid = task->real_cred->euid.val;
	record.priority = task->prio - MAX_RT_PRIO;
	record.nice = task->static_prio - DEFAULT_PRIO;
	record.flags = task->flags;
	record.state = state_of(task);
	record.process_group = signal->pids[PIDTYPE_PGID]->numbers[0].nr;
	record.session = signal->pids[PIDTYPE_SID]->numbers[0].nr;
	record.processor = processor_of(task);
	if (bpf_core_field_exists(task->cgroups))
		record.groups = number_of(task->cgroups);
	look_at_terminal(&record, signal->tty);
	if (!(record.flags & PF_KTHREAD) && task->mm)
		look_at_memory(&record, task->mm);
	else
		record.notes |= IS_EXACT;
	__builtin_memcpy(record.name, task->comm, NAME_BYTES);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}
