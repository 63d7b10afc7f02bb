/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * What the programs know of the kernel: the fields they read and nothing else. Where a field lies in the running kernel
 * libbpf finds out when it loads them (CO-RE), so the order and the gaps here mean nothing.
 */
#ifndef LEAKTOP_KERNEL_H
#define LEAKTOP_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* linux/bpf.h */
enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_LRU_HASH = 9, BPF_MAP_TYPE_QUEUE = 22 };
enum { BPF_NOEXIST = 1, BPF_EXIST = 2 };
/* Of the helpers those that are asked after. */
enum bpf_func_id { BPF_FUNC_map_lookup_percpu_elem = 195 };

/* bits/socket.h, netinet/in.h */
enum { AF_INET = 2, AF_INET6 = 10 };
enum { IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_MPTCP = 262 };
enum { MSG_PEEK = 0x2, MSG_ERRQUEUE = 0x2000 };

/* A clock tick, in which proc(5) counts start times: USER_HZ is 100 wherever these programs run. */
#define TICK_NANOS 10000000ULL

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	__u16 skc_family;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};

struct percpu_counter {
	__s64 count;
	__s32 *counters;
};

struct mm_struct {
	struct percpu_counter rss_stat[4];
	unsigned long total_vm;
	unsigned long locked_vm;
};

typedef struct {
	long counter;
} atomic_long_t;

struct mm_rss_stat {
	atomic_long_t count[4];
};

/* What stands behind three underscores is no part of the name. */
struct mm_struct___before_6_2 {
	struct mm_rss_stat rss_stat;
};

struct list_head {
	struct list_head *next;
};

/* linux/seqlock.h: odd while it is written to, another number afterwards. */
typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct seqcount_spinlock {
	seqcount_t seqcount;
} seqcount_spinlock_t;

typedef struct {
	seqcount_spinlock_t seqcount;
} seqlock_t;

struct upid {
	int nr;
};

struct pid {
	struct upid numbers[1];
};

struct tty_driver {
	int major;
	int minor_start;
};

/* The group in front: a struct of its own, without a name, since Linux 5.15. */
struct tty_struct {
	int index;
	struct tty_driver *driver;
	struct {
		struct pid *pgrp;
	} ctrl;
};

struct tty_struct___before_5_15 {
	struct pid *pgrp;
};

struct prev_cputime {
	__u64 utime;
	__u64 stime;
};

struct signal_struct {
	int nr_threads;
	struct list_head thread_head;
	struct pid *pids[4];
	struct tty_struct *tty;
	seqlock_t stats_lock;
	__u64 utime;
	__u64 stime;
	__u64 cutime;
	__u64 cstime;
	struct prev_cputime prev_cputime;
	unsigned long min_flt;
	unsigned long maj_flt;
	unsigned long long sum_sched_runtime;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t euid;
};

struct sched_entity {
	__u64 sum_exec_runtime;
};

struct thread_info {
	__u32 cpu;
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int __state;
	unsigned int flags;
	int exit_state;
	int prio;
	int static_prio;
	struct sched_entity se;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct list_head thread_node;
	struct mm_struct *mm;
	void *cgroups;
	__u64 utime;
	__u64 stime;
	__u64 start_boottime;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct cred *real_cred;
	struct signal_struct *signal;
	char comm[16];
};

struct task_struct___before_5_14 {
	long state;
};

struct task_struct___before_5_16 {
	unsigned int cpu;
};

struct bpf_array {
	void *pptrs[0];
};

struct inode {
	__u16 i_mode;
	unsigned int i_nlink;
	unsigned long i_ino;
};

struct file {
	struct inode *f_inode;
};

struct socket {
	struct sock *sk;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 seq_num;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct trace_event_raw_mark_victim {
	__u32 uid;
};

#pragma clang attribute pop

#endif
