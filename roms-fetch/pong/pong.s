; Pong for the NES: an original game, MIT licence.
;
; This file puts the cartridge together: a 16-byte iNES header, 16 KiB of program at $C000, 8 KiB of tiles. The dialect is the
; part of ca65's that `roms-fetch/assembler` knows, and both make the same bytes of it.
;
;   memory.s    what lies where in RAM, and the machine's registers
;   boot.s      from power-on to the idle loop
;   frame.s     one frame: pads, the state's rules, sprites, picture memory
;   title.s     the menu, and the slide from it to the court
;   play.s      serve, ball, walls, paddles, points
;   computer.s  the opponent
;   draw.s      sprites, digits, the queue of changes to the picture
;   sound.s     four beeps
;   text.s      palettes, the two screens' text and tables
;
; Everything happens inside the vertical blank's interrupt, the rules first and the copy of the sprites after them, so that the
; picture of a frame shows what RAM says after that frame. Outside of it the processor waits in an idle loop, which an emulator
; may skip.

.include "memory.s"

.byte "NES", $1A
.byte 1                         ; 16 KiB of program
.byte 1                         ; 8 KiB of tiles
.byte %00000001                 ; mapper 0, two screens side by side
.byte 0
.res 8, 0

.org $C000
.include "boot.s"
.include "frame.s"
.include "title.s"
.include "play.s"
.include "computer.s"
.include "draw.s"
.include "sound.s"
.include "text.s"

.res $FFFA - *, $FF
.word frame_interrupt           ; vertical blank
.word boot                      ; power-on and reset
.word no_interrupt              ; no device of this cartridge asks for one

.org $0000
.incbin "tiles.chr"             ; 256 tiles of the screens, then 256 of the sprites: made of tiles.txt
