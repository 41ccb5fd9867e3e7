/* boot.S - the first sector of a disk that tells over the serial port, once a
 * second and for ever, what the disk's last sector says
 *
 * Runs as: nobody, in an emulated machine.  Input: a disk of DISK_SECTORS.
 *
 * What it prints lies as far away as can be: a disk of which anything is at a
 * wrong place keeps silent, or says so.
 */
#define DISK_SECTORS 16384
#define TEXT 0x8000
#define COM1 0x3f8
#define COM1_STATUS (COM1 + 5)
#define READY_TO_SEND 0x20
#define TICKS 18 /* of 55 ms */

	.code16
	.globl _start
_start:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movw $_start, %sp
	cld
	ljmp $0, $read
read:
	sti
	movw $packet, %si
	movb $0x42, %ah
	int $0x13
	jnc tell
	movw $failed, %di
	jmp repeat
tell:
	movw $TEXT, %di
repeat:
	movw %di, %si
	call print
	movw $TICKS, %cx
pause:
	hlt
	loop pause
	jmp repeat

print:
	lodsb
	testb %al, %al
	jz end
	movb %al, %bl
	movw $COM1_STATUS, %dx
wait:
	inb %dx, %al
	testb $READY_TO_SEND, %al
	jz wait
	movb %bl, %al
	movw $COM1, %dx
	outb %al, %dx
	jmp print
end:
	ret

failed:
	.asciz "the disk cannot be read\r\n"

/* Of the BIOS's extended read: one sector, to where, which. */
	.balign 4
packet:
	.byte 16, 0
	.word 1
	.word TEXT, 0
	.quad DISK_SECTORS - 1

	.org 510
	.word 0xaa55
