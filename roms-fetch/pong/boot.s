; From power-on to the idle loop: silence, RAM at 0, both screens and the palettes in picture memory, the menu's defaults.

boot:
  sei
  cld
  ldx #$40
  stx FRAME_IRQ                 ; no interrupts from the sound unit
  ldx #$FF
  txs
  inx                           ; X = 0
  stx PPU_CTRL                  ; no interrupt at the vertical blank
  stx PPU_MASK                  ; no picture
  stx DMC_FREQ
  bit PPU_STATUS
@warm_up:                       ; the picture unit needs two frames before it listens
  bit PPU_STATUS
  bpl @warm_up

  txa
@clear:                         ; X = 0: all eight pages of RAM
  sta $0000,x
  sta $0100,x
  sta $0200,x
  sta $0300,x
  sta $0400,x
  sta $0500,x
  sta $0600,x
  sta $0700,x
  inx
  bne @clear
@warmer:
  bit PPU_STATUS
  bpl @warmer

  jsr draw_screens
  jsr set_sprites

  lda #1
  sta players
  sta level
  sta menu_dirty
  lda #11
  sta points
  lda #%00001111
  sta SOUND_ON                  ; both pulses, triangle, noise
  lda #READY
  sta ready

@vblank:                        ; so that the first picture is a whole one
  bit PPU_STATUS
  bpl @vblank
  lda #CTRL_ON
  sta PPU_CTRL
  lda #MASK_ON
  sta PPU_MASK

idle:                           ; all else is frame_interrupt's
  jmp idle

no_interrupt:
  rti

; Writes palettes, attributes and text of both screens; the picture is off. Clobbers all.
draw_screens:
  lda #$20
  sta PPU_ADDR
  lda #$00
  sta PPU_ADDR
  ldx #8                        ; 8 pages: both screens with their attributes
  tay                           ; A = Y = 0: the empty tile, palette 0
@empty:
  sta PPU_DATA
  iny
  bne @empty
  dex
  bne @empty

  lda #$3F
  sta PPU_ADDR
  lda #$00
  sta PPU_ADDR
  tax
@palette:
  lda palettes,x
  sta PPU_DATA
  inx
  cpx #32
  bne @palette

  lda #<screen_text
  sta text_at
  lda #>screen_text
  sta text_at + 1
@run:                           ; runs of: address (high, low), step, bytes, 0; the list ends with an address of 0
  ldy #0
  lda (text_at),y
  beq @court
  sta PPU_ADDR
  iny
  lda (text_at),y
  sta PPU_ADDR
@byte:
  iny
  lda (text_at),y
  beq @run_done
  sta PPU_DATA
  bne @byte                     ; always
@run_done:
  tya
  sec                           ; + 1: past the 0
  adc text_at
  sta text_at
  bcc @run
  inc text_at + 1
  bne @run                      ; always

@court:                         ; both walls, the net between them
  lda #$24
  ldx #$80                      ; row 4
  ldy #TILE_WALL_TOP
  jsr draw_wall
  lda #$27
  ldx #$60                      ; row 27
  ldy #TILE_WALL_BOTTOM
  jsr draw_wall
  lda #CTRL_DOWNWARDS
  sta PPU_CTRL
  ldx #15                       ; the net's left half is column 15, its right half column 16
  ldy #TILE_NET_LEFT
  jsr draw_net
  ldx #16
  ldy #TILE_NET_RIGHT
  jsr draw_net
  lda #0
  sta PPU_CTRL

  lda #$23                      ; the title's colours
  sta PPU_ADDR
  lda #$C0
  sta PPU_ADDR
  ldx #0
@title_colours:
  lda title_attributes,x
  sta PPU_DATA
  inx
  cpx #64
  bne @title_colours
  lda #$27                      ; the court's: a colour for each score
  sta PPU_ADDR
  lda #$C0
  sta PPU_ADDR
  ldx #0
@score_colours:
  lda score_attributes,x
  sta PPU_DATA
  inx
  cpx #8
  bne @score_colours
  rts

; A whole row of tile Y at picture address A (high), X (low).
draw_wall:
  sta PPU_ADDR
  stx PPU_ADDR
  ldx #32
@tile:
  sty PPU_DATA
  dex
  bne @tile
  rts

; Tile Y from row 5 to row 26 of column X of the court; writes go downwards.
draw_net:
  lda #$24
  sta PPU_ADDR
  txa
  clc
  adc #$A0                      ; row 5
  sta PPU_ADDR
  ldx #22
@tile:
  sty PPU_DATA
  dex
  bne @tile
  rts

CTRL_DOWNWARDS = %00000100      ; each write to picture memory goes to the row below
