/* start.S - from the boot loader to guest_main()
 *
 * Runs as: the guest.  Input: the state that Multiboot 0.6.96 section 3.2
 * promises: 32-bit protected mode, flat segments, interrupts off, EAX the
 * loader's magic, EBX the address of its information.
 */
	.set HEADER_MAGIC, 0x1badb002
	.set HEADER_FLAGS, 0x2		/* tell us about memory */

	.section .multiboot, "a"
	.align 4
	.long HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)

	.text
	.globl start
start:
	cld
	mov $stack_end, %esp
	/* The loader's own descriptor table may be gone by now, and an
	 * interrupt reloads CS from it. */
	lgdt gdt_pointer
	ljmp $8, $1f
1:	mov $16, %cx
	mov %cx, %ds
	mov %cx, %es
	mov %cx, %ss
	sub $8, %esp			/* the ABI wants 16 bytes at a call */
	push %ebx
	push %eax
	call guest_main
2:	hlt
	jmp 2b

	/* The timer only has to end a HLT. */
	.globl timer_interrupt
timer_interrupt:
	push %eax
	mov $0x20, %al			/* end of interrupt, to the 8259 */
	out %al, $0x20
	pop %eax
	iret

	.section .rodata
	.align 8
gdt:	.quad 0
	.quad 0x00cf9a000000ffff	/* 8: code, 4 GiB from 0 */
	.quad 0x00cf92000000ffff	/* 16: data, the same */
gdt_pointer:
	.word gdt_pointer - gdt - 1
	.long gdt

	.bss
	.align 16
	.skip 16384
stack_end:

	.section .note.GNU-stack, "", @progbits
