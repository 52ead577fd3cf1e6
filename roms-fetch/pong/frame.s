; One frame, at the start of the vertical blank: the rules of the state, then the sprites' copy and the queued changes to the
; picture. All of it must end within the blank's 2273 cycles; the longest frame, the one that begins a game, takes about 2050.
; The idle loop needs no register, so none is saved.

frame_interrupt:
  ldx #0
  stx queue_end
  inc frame
  jsr read_pads
  jsr run_rules
  jsr draw_changes
  jsr draw_sprites

  ldx queue_end
  lda #0
  sta queue,x                   ; the queue's end
  sta OAM_ADDR
  lda #>sprites
  sta OAM_DMA                   ; 513 cycles
  jsr write_queue

  lda paused                    ; 1 while paused, which is the bit for greys
  ora #MASK_ON
  sta PPU_MASK
  lda screen
  ora #CTRL_ON
  sta PPU_CTRL
  lda scroll
  sta PPU_SCROLL
  lda #0
  sta PPU_SCROLL
  rti

; The host's wish to begin a game at once, or else the present state's routine, whose return ends the frame's rules.
run_rules:
  lda command
  cmp #COMMAND_START
  bne @no_command
  lda #0
  sta command
  jmp begin_game
@no_command:
  lda state
  cmp #STATE_PLAY
  beq @play
  cmp #STATE_SERVE
  beq @serve
  cmp #STATE_TITLE
  beq @title
  cmp #STATE_SLIDE
  beq @slide
  jmp run_over
@play:
  jmp run_play
@serve:
  jmp run_serve
@title:
  jmp run_title
@slide:
  jmp run_slide

; Both controllers into `pads`, and into `pressed` the buttons that were not held a frame ago.
read_pads:
  lda pads
  sta pads_last
  lda pads + 1
  sta pads_last + 1
  lda #1
  sta pads + 1                  ; the 1 comes out of the top when eight bits have gone in
  sta PAD1
  lsr a
  sta PAD1
@bit:
  lda PAD1
  and #%00000011                ; the second bit is a controller in the expansion port
  cmp #1
  rol pads
  lda PAD2
  and #%00000011
  cmp #1
  rol pads + 1
  bcc @bit
  lda pads_last
  eor #$FF
  and pads
  sta pressed
  lda pads_last + 1
  eor #$FF
  and pads + 1
  sta pressed + 1
  rts
