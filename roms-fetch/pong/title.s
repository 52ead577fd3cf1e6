; The title: a menu of three rows (players, level, points), and the slide to the court.

MENU_ROWS = 3

run_title:
  lda pressed
  ora pressed + 1               ; either controller
  sta temp
  and #BUTTON_START | BUTTON_A
  beq @choose
  lda #32
  sta timer
  lda #STATE_SLIDE
  sta state
  jsr stir_seed                 ; by hand, every game is another
  jmp sound_start

@choose:
  lda temp
  and #BUTTON_DOWN | BUTTON_SELECT
  beq @not_down
  ldx menu_row
  inx
  cpx #MENU_ROWS
  bcc @row
  ldx #0
@row:
  stx menu_row
  jsr sound_wall
@not_down:
  lda temp
  and #BUTTON_UP
  beq @not_up
  ldx menu_row
  dex
  bpl @row_above
  ldx #MENU_ROWS - 1
@row_above:
  stx menu_row
  jsr sound_wall
@not_up:
  ldx menu_row                  ; players, level and points lie in this order, one byte each
  lda temp
  and #BUTTON_RIGHT
  beq @not_right
  lda players,x
  cmp menu_most,x
  bcs @not_right
  inc players,x
  lda #1
  sta menu_dirty
@not_right:
  lda temp
  and #BUTTON_LEFT
  beq @not_left
  lda players,x
  cmp menu_least,x
  beq @not_left
  dec players,x
  lda #1
  sta menu_dirty
@not_left:
  lda menu_dirty
  beq @shine
  lda #0
  sta menu_dirty
  jmp draw_menu

; The title's brightest colours run through a cycle, one a frame in turn.
@shine:
  lda frame
  and #%00000111
  bne @done
  lda frame
  lsr a
  lsr a
  lsr a
  and #%00000111
  tay
  ldx queue_end
  lda #1
  sta queue,x
  lda #$3F
  sta queue + 1,x
  lda #$0F                      ; the last colour of palette 3
  sta queue + 2,x
  lda shine,y
  sta queue + 3,x
  inx
  inx
  inx
  inx
  stx queue_end
@done:
  rts

; Makes the seed depend on how long the player took.
stir_seed:
  lda frame
  adc seed
  sta seed
  lda rng
  eor seed + 1
  sta seed + 1
  inc seed + 2
  rts

; The title leaves to the left, eight pixels a frame, and the court follows.
run_slide:
  dec timer
  beq @arrived
  lda #32
  sec
  sbc timer                     ; 1 to 31
  asl a
  asl a
  asl a
  sta scroll
  rts
@arrived:
  lda #0
  sta scroll
  jmp begin_game
