/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Remembers whom the kernel kills for lack of memory, at the moment it chooses: the process is still whole then. The hook
 * runs once a kill and never else. Changes nothing but its own map. docs/bpf.md says where it is used.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

enum { NAME_BYTES = 16 };

/* Kept in step with KILL in src/sources/bpf/oom-kills.ts. */
struct kill {
	__u64 boot_nanos;
	/* File, anonymous, swapped and shared pages, as mm_types_task.h counts them; all -1 where unknown. */
	__s64 pages[4];
	__u32 pid;
	char name[NAME_BYTES];
	__u32 zero;
};

/* More than ever come between two samples; the oldest go when it is full. */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 64);
	__type(value, struct kill);
} kills SEC(".maps");

static __always_inline void count_pages(struct kill *kill, struct mm_struct *mm)
{
	struct mm_struct___before_6_2 *old = (void *)mm;

	if (!mm)
		return;
	/* No loop: libbpf finds the place of an element only where its number is a constant. */
	if (bpf_core_field_exists(old->rss_stat.count)) {
		kill->pages[0] = BPF_CORE_READ(old, rss_stat.count[0].counter);
		kill->pages[1] = BPF_CORE_READ(old, rss_stat.count[1].counter);
		kill->pages[2] = BPF_CORE_READ(old, rss_stat.count[2].counter);
		kill->pages[3] = BPF_CORE_READ(old, rss_stat.count[3].counter);
	} else {
		kill->pages[0] = BPF_CORE_READ(mm, rss_stat[0].count);
		kill->pages[1] = BPF_CORE_READ(mm, rss_stat[1].count);
		kill->pages[2] = BPF_CORE_READ(mm, rss_stat[2].count);
		kill->pages[3] = BPF_CORE_READ(mm, rss_stat[3].count);
	}
}

/*
 * TP_PROTO(struct task_struct *task, uid_t uid) since Linux 6.9 (and where that was brought to older ones), before it
 * TP_PROTO(int pid): then nobody but the number is known. The fields of the event tell which it is.
 */
SEC("raw_tp/mark_victim")
int remember_kill(struct bpf_raw_tracepoint_args *ctx)
{
	struct trace_event_raw_mark_victim *event = 0;
	struct kill kill = { .pages = { -1, -1, -1, -1 } };

	kill.boot_nanos = bpf_ktime_get_boot_ns();
	if (bpf_core_field_exists(event->uid)) {
		struct task_struct *task = (struct task_struct *)ctx->args[0];

		kill.pid = BPF_CORE_READ(task, tgid);
		BPF_CORE_READ_STR_INTO(&kill.name, task, group_leader, comm);
		count_pages(&kill, BPF_CORE_READ(task, mm));
	} else {
		kill.pid = ctx->args[0];
	}
	bpf_map_push_elem(&kills, &kill, BPF_EXIST);
	return 0;
}
