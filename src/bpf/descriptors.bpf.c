/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Tells of every process how many descriptors it has open, in one reading, as /proc/PID/fd would list them.
 * Runs only while leaktop reads, and changes nothing. docs/bpf.md tells more.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum { WORD_BITS = 64, WORD_BYTES = 8 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct fdtable {
	unsigned int max_fds;
	/* A bit for each descriptor; there are whole words. */
	unsigned long *open_fds;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_struct___of_files {
	struct files_struct *files;
};

#pragma clang attribute pop

/* Kept in step with src/sources/bpf/open-descriptors.ts. */
struct process {
	/* Since boot; with the pid it says which process this is. */
	__u64 start_ticks;
	__u32 pid;
	__u32 open;
};

struct count {
	__u64 place;
	__u64 open;
};

static int add_word(__u32 index, struct count *count)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (void *)(count->place + index * WORD_BYTES));
	count->open += __builtin_popcountll(word);
	return 0;
}

SEC("iter/task")
int tell_descriptors(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_struct___of_files *holder = (void *)task;
	struct process process = {};
	struct count count = {};
	struct files_struct *files;
	struct fdtable *table;

	if (!task || task->pid != task->tgid)
		return 0;
	files = holder->files;
	if (files) {
		table = files->fdt;
		count.place = (__u64)table->open_fds;
		bpf_loop(table->max_fds / WORD_BITS, add_word, &count, 0);
		/* It ends, or its table got larger, meanwhile: what was counted may be anybody's. */
		if (holder->files != files || files->fdt != table)
			return 0;
	}
	process.start_ticks = task->start_boottime / TICK_NANOS;
	process.pid = task->pid;
	process.open = count.open;
	bpf_seq_write(ctx->meta->seq, &process, sizeof(process));
	return 0;
}
