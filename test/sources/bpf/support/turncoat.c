/* Has a mapping that is data or not, as it is told by each line: nothing else of its memory changes by that. */
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES = 64 << 20 };

int main(void)
{
	char *mapping = mmap(0, BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char line;
	int writable = 0;

	if (mapping == MAP_FAILED)
		return 1;
	for (;;) {
		if (write(1, "\n", 1) != 1 || read(0, &line, 1) != 1)
			return 0;
		writable = !writable;
		if (mprotect(mapping, BYTES, writable ? PROT_READ | PROT_WRITE : PROT_READ) != 0)
			return 1;
	}
}
