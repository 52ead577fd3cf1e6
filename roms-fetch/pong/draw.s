; The picture: sprites from positions, and a queue of changes to the screens, written after the sprites' copy.

LEFT_SPRITES  = sprites         ; 4 sprites, top to bottom
RIGHT_SPRITES = sprites + 16    ; 4 sprites
BALL_SPRITE   = sprites + 32
TRAIL_SPRITES = sprites + 36    ; 3 sprites
HIDDEN        = $F8             ; a row below the picture

TILE_CAP      = 1               ; of the sprites
TILE_SHAFT    = 2
TILE_BALL     = 3
TILE_TRAIL    = 4               ; 3 tiles, ever smaller
FLIPPED       = %10000000
BEHIND        = %00100000

TILE_WALL_TOP    = 1            ; of the screens
TILE_WALL_BOTTOM = 2
TILE_NET_LEFT    = 3
TILE_NET_RIGHT   = 4
TILE_QUADRANTS   = $60          ; 16 tiles: bit 3 upper left, bit 2 upper right, bit 1 lower left, bit 0 lower right quarter

; What of the sprites never changes: tiles, colours, the paddles' columns. All hidden.
set_sprites:
  ldx #0
  lda #HIDDEN
@hide:
  sta sprites,x
  inx
  bne @hide
@copy:
  lda sprite_table,x
  sta sprites,x
  inx
  cpx #48
  bne @copy
  rts

; Rows are one less than where a sprite is seen: the picture unit draws them a row later.
draw_sprites:
  lda state
  cmp #STATE_SERVE
  bcs @court
  lda #HIDDEN
  ldx #28
@hide:
  sta LEFT_SPRITES,x            ; both paddles
  dex
  dex
  dex
  dex
  bpl @hide
  sta TRAIL_SPRITES
  sta TRAIL_SPRITES + 4
  sta TRAIL_SPRITES + 8
  ldx state
  bne @ball_row                 ; while sliding, no ball
  lda #64                       ; at the title the ball points at the menu's row
  sta BALL_SPRITE + 3
  lda menu_row
  asl a
  asl a
  asl a
  asl a
  adc #119
@ball_row:
  sta BALL_SPRITE
  rts

@court:
  lda paddle_y + LEFT
  sec
  sbc #1
  sta LEFT_SPRITES
  clc
  adc #8
  sta LEFT_SPRITES + 4
  adc #8
  sta LEFT_SPRITES + 8
  adc #8
  sta LEFT_SPRITES + 12
  lda paddle_y + RIGHT
  sec
  sbc #1
  sta RIGHT_SPRITES
  clc
  adc #8
  sta RIGHT_SPRITES + 4
  adc #8
  sta RIGHT_SPRITES + 8
  adc #8
  sta RIGHT_SPRITES + 12

  lda state
  cmp #STATE_OVER
  beq @no_ball
  ldx ball_y
  dex
  stx BALL_SPRITE
  lda ball_x
  sta BALL_SPRITE + 3
  ldx trail_y
  dex
  stx TRAIL_SPRITES
  ldx trail_y + 1
  dex
  stx TRAIL_SPRITES + 4
  ldx trail_y + 2
  dex
  stx TRAIL_SPRITES + 8
  lda trail_x
  sta TRAIL_SPRITES + 3
  lda trail_x + 1
  sta TRAIL_SPRITES + 7
  lda trail_x + 2
  sta TRAIL_SPRITES + 11
  lda paused
  bne @done
  lda frame
  lsr a
  bcc @done                     ; every other frame the trail moves on
  lda trail_x + 1
  sta trail_x + 2
  lda trail_y + 1
  sta trail_y + 2
  lda trail_x
  sta trail_x + 1
  lda trail_y
  sta trail_y + 1
  lda ball_x
  sta trail_x
  lda ball_y
  sta trail_y
@done:
  rts
@no_ball:
  lda #HIDDEN
  sta BALL_SPRITE
  sta TRAIL_SPRITES
  sta TRAIL_SPRITES + 4
  sta TRAIL_SPRITES + 8
  rts

; Queues what `redraw` asks for, at most one thing a frame, since two might not fit into the blank.
draw_changes:
  lda redraw
  lsr a
  bcs @left
  lsr a
  bcs @right
  lsr a
  bcs @message
  rts
@left:
  lda #<~REDRAW_LEFT
  ldy #LEFT
  jmp draw_score
@right:
  lda #<~REDRAW_RIGHT
  ldy #RIGHT
  jmp draw_score
@message:
  lda #0
  sta redraw
  lda state
  cmp #STATE_OVER
  beq draw_message
  jmp clear_message

MESSAGE_LENGTH = 6

; Queues WINNER on the winner's half of the court.
draw_message:
  ldy winner
  lda message_columns,y
  ldy #0
  jmp queue_message

; Takes it away on both.
clear_message:
  lda message_columns + LEFT
  ldy #MESSAGE_LENGTH
  jsr queue_message
  lda message_columns + RIGHT
  ldy #MESSAGE_LENGTH
  ; fall through

; Queues six bytes from `message` + Y at low address A of the court's row 12.
queue_message:
  ldx queue_end
  sta queue + 2,x
  lda #MESSAGE_LENGTH
  sta queue,x
  sta temp
  lda #$25
  sta queue + 1,x
@byte:
  lda message,y
  sta queue + 3,x
  iny
  inx
  dec temp
  bne @byte
  inx
  inx
  inx
  stx queue_end
  rts

; Queues the score of side Y, two digits of 2 x 3 tiles, and takes it from `redraw` with the mask A. Unrolled for its time: 230 cycles.
draw_score:
  and redraw
  sta redraw
  ldx #0
  lda scores,y
@tens:
  cmp #10
  bcc @units
  sbc #10                       ; the carry is set
  inx
  bne @tens                     ; always
@units:
  sta temp
  lda digit_offsets,x
  sta temp + 1
  ldx queue_end
  lda #4                        ; three rows of four tiles, 7 bytes each in the queue
  sta queue,x
  sta queue + 7,x
  sta queue + 14,x
  lda #$24
  sta queue + 1,x
  sta queue + 8,x
  sta queue + 15,x
  lda score_columns,y
  sta queue + 2,x
  clc
  adc #32
  sta queue + 9,x
  adc #32
  sta queue + 16,x
  ldy temp + 1
  lda digits,y
  sta queue + 3,x
  lda digits + 1,y
  sta queue + 4,x
  lda digits + 2,y
  sta queue + 10,x
  lda digits + 3,y
  sta queue + 11,x
  lda digits + 4,y
  sta queue + 17,x
  lda digits + 5,y
  sta queue + 18,x
  ldy temp
  lda digit_offsets,y
  tay
  lda digits,y
  sta queue + 5,x
  lda digits + 1,y
  sta queue + 6,x
  lda digits + 2,y
  sta queue + 12,x
  lda digits + 3,y
  sta queue + 13,x
  lda digits + 4,y
  sta queue + 19,x
  lda digits + 5,y
  sta queue + 20,x
  txa
  clc
  adc #21
  sta queue_end
  rts

; Queues the menu's three values: four, six and two letters at column 19 of rows 15, 17 and 19.
draw_menu:
  lda players
  asl a
  asl a
  tay                           ; 4 letters a name
  ldx queue_end
  lda #4
  sta temp
  lda #$F3                      ; $21F3: row 15, column 19
  sta queue + 2,x
  lda #$21
  sta queue + 1,x
  lda #4
  sta queue,x
@players:
  lda player_names,y
  sta queue + 3,x
  iny
  inx
  dec temp
  bne @players

  lda level
  asl a
  sta temp
  asl a
  adc temp                      ; 6 letters a name
  tay
  lda #6
  sta temp
  sta queue + 3,x
  lda #$22                      ; $2233: row 17
  sta queue + 4,x
  lda #$33
  sta queue + 5,x
@level:
  lda level_names,y
  sta queue + 6,x
  iny
  inx
  dec temp
  bne @level

  lda #2
  sta queue + 6,x
  lda #$22                      ; $2273: row 19
  sta queue + 7,x
  lda #$73
  sta queue + 8,x
  ldy #'0'
  lda points
@tens:
  cmp #10
  bcc @units
  sbc #10
  iny
  bne @tens                     ; always
@units:
  adc #'0'
  sta queue + 10,x
  tya
  sta queue + 9,x
  txa
  clc
  adc #11
  sta queue_end
  rts

; Writes the queue to picture memory.
write_queue:
  ldx #0
@run:
  ldy queue,x
  beq @done
  lda queue + 1,x
  sta PPU_ADDR
  lda queue + 2,x
  sta PPU_ADDR
@byte:
  lda queue + 3,x
  sta PPU_DATA
  inx
  dey
  bne @byte
  inx
  inx
  inx
  bne @run                      ; always
@done:
  rts
