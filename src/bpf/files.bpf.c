/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Finds among the open files of all processes, in one reading, the sockets of TCP and UDP, or the regular files that have no
 * name any more. Runs only while leaktop reads, and changes nothing. docs/bpf.md tells more.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* linux/stat.h */
enum { S_IFMT = 0170000, S_IFREG = 0100000 };

/* A descriptor. Both kept in step with src/sources/bpf/held-files.ts. */
struct holder {
	/* Since boot; with the pid it says which process this is. */
	__u64 start_ticks;
	/* Of what it stands for. */
	__u64 inode;
	__u32 pid;
	__u32 fd;
};

/* As /proc/PID/fd has it: the files of the first thread, which the others share unless they have left it. */
static __always_inline void tell(struct bpf_iter__task_file *ctx, struct task_struct *task, struct inode *inode)
{
	struct holder holder = {};

	holder.start_ticks = task->start_boottime / TICK_NANOS;
	holder.inode = inode->i_ino;
	holder.pid = task->pid;
	holder.fd = ctx->fd;
	bpf_seq_write(ctx->meta->seq, &holder, sizeof(holder));
}

SEC("iter/task_file")
int tell_sockets(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct socket *socket;
	struct sock *sk;
	__u16 family;

	if (!task || !file || task->pid != task->tgid)
		return 0;
	socket = bpf_sock_from_file(file);
	if (!socket)
		return 0;
	sk = socket->sk;
	if (!sk)
		return 0;
	family = sk->__sk_common.skc_family;
	if (family == AF_INET || family == AF_INET6)
		tell(ctx, task, file->f_inode);
	return 0;
}

SEC("iter/task_file")
int tell_nameless(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct inode *inode;

	if (!task || !file || task->pid != task->tgid)
		return 0;
	inode = file->f_inode;
	if ((inode->i_mode & S_IFMT) == S_IFREG && inode->i_nlink == 0)
		tell(ctx, task, inode);
	return 0;
}
