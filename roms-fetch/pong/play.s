; The game: a serve from the middle, a ball that speeds up at each hit of a paddle and leaves it at an angle that depends on where
; it hit, walls, points.

; Begins a game with the players, level, points and seed that are set.
begin_game:
  lda #0
  sta scores + LEFT
  sta scores + RIGHT
  sta paused
  sta scroll
  lda #1
  sta screen
  ldx #2
@seed:
  lda seed,x
  sta rng,x
  dex
  bpl @seed
  lda #$5A                      ; so that no seed, not even 0, makes the generator's state 0, which it never would leave
  sta rng + 3
  ldx #PADDLE_CENTRE
  stx paddle_y + LEFT
  stx paddle_y + RIGHT
  lda #0
  sta paddle_f + LEFT
  sta paddle_f + RIGHT
  sta aim + LEFT
  sta aim + RIGHT
  lda #$80                      ; nobody lost the point before: the generator chooses
  sta serve_to
  lda #REDRAW_LEFT | REDRAW_RIGHT | REDRAW_MESSAGE
  sta redraw
  ; fall through

; The ball rests in the middle until the timer runs out.
begin_serve:
  lda #STATE_SERVE
  sta state
  lda #SERVE_FRAMES
  sta timer
  lda #BALL_START_X
  sta ball_x
  sta trail_x
  sta trail_x + 1
  sta trail_x + 2
  lda #BALL_START_Y
  sta ball_y
  sta trail_y
  sta trail_y + 1
  sta trail_y + 2
  lda #0
  sta speed
  ldx #1
@still:
  sta ball_f,x
  sta ball_v,x
  sta ball_vf,x
  dex
  bpl @still
  rts

run_serve:
  jsr start_button
  lda paused
  bne @done
  jsr move_paddles
  jsr random                    ; mixes the seed into all of the generator's bits
  dec timer
  bne @done
  ldx serve_to
  bpl @side_known
  and #1
  tax
  stx serve_to
@side_known:
  jsr random
  and #%00000111                ; 0 to 7 ...
  clc
  adc #1                        ; ... to 1 to 8: all angles but the two steepest
  jsr launch
  lda #STATE_PLAY
  sta state
@done:
  rts

run_play:
  jsr start_button
  lda paused
  bne @done
  jsr move_paddles
  jsr move_ball
  jsr hit_walls
  lda ball_v
  bmi @leftwards
  ldx #RIGHT
  lda ball_x
  cmp #OUT_RIGHT
  bcs @lost
  cmp #RIGHT_PLANE
  bcc @done
  cmp #RIGHT_PLANE + BALL_SIZE
  bcc @at_paddle
  rts
@leftwards:
  ldx #LEFT
  lda ball_x
  cmp #OUT_LEFT
  bcc @lost
  cmp #LEFT_PLANE + 1
  bcs @done
  cmp #LEFT_PLANE + 1 - BALL_SIZE
  bcc @done
@at_paddle:
  jmp hit_paddle
@lost:
  jmp lose_point
@done:
  rts

; Position += velocity, both axes.
move_ball:
  ldx #1
@axis:
  clc
  lda ball_f,x
  adc ball_vf,x
  sta ball_f,x
  lda ball_p,x
  adc ball_v,x
  sta ball_p,x
  dex
  bpl @axis
  rts

hit_walls:
  lda ball_y
  cmp #BALL_TOP
  bcc @upper
  cmp #BALL_BOTTOM + 1
  bcs @lower
  rts
@upper:
  lda #BALL_TOP
  bne @turn                     ; always
@lower:
  lda #BALL_BOTTOM
@turn:
  sta ball_y
  lda #0
  sta ball_f + 1
  sec                           ; vy = -vy
  sbc ball_vf + 1
  sta ball_vf + 1
  lda #0
  sbc ball_v + 1
  sta ball_v + 1
  jmp sound_wall

; The ball is level with the paddle of side X and moves towards it: if they touch, it flies back.
hit_paddle:
  lda ball_y
  clc
  adc #BALL_SIZE - 1
  sec
  sbc paddle_y,x                ; 0: they touch at the paddle's top edge ...
  cmp #PADDLE_HEIGHT + BALL_SIZE - 1
  bcs @missed                   ; ... beyond either edge (above it, the difference is a large number)
  lsr a
  lsr a
  sta temp                      ; 0 to 9, top to bottom
  lda hit_plane,x
  sta ball_x
  lda #0
  sta ball_f
  lda speed
  cmp #TOP_SPEED
  bcs @fastest
  inc speed
@fastest:
  txa
  eor #1
  tax                           ; towards the other side
  jsr sound_paddle
  lda temp
  jmp launch
@missed:
  rts

; Sends the ball towards side X at the present speed and angle A (0 steeply up to 9 steeply down), with some noise, without
; which two steady players would play the same rally for ever. The computer chooses anew where to take the ball.
launch:
  tay
  jsr set_vertical
  ldy speed
  cpx #RIGHT
  beq @rightwards
  sec
  lda #0
  sbc speeds_f,y
  sta ball_vf
  lda #0
  sbc speeds,y
  sta ball_v
  jmp choose_aim
@rightwards:
  lda speeds_f,y
  sta ball_vf
  lda speeds,y
  sta ball_v
  jmp choose_aim

; vy = angle Y of the table + a number in the range [-32, 32) / 256. Keeps X.
set_vertical:
  sty temp
  jsr random
  ldy temp
  and #%00111111
  sec
  sbc #32                       ; the carry is set where it is not negative
  sta temp
  lda #0
  sbc #0                        ; its sign: 0 or -1
  sta temp + 1
  clc
  lda angles_f,y
  adc temp
  sta ball_vf + 1
  lda angles,y
  adc temp + 1
  sta ball_v + 1
  rts

; Side X has lost the point.
lose_point:
  stx serve_to
  txa
  eor #1
  tay                           ; who scored
  ldx scores,y
  inx
  stx scores,y
  cpx points
  bcc @go_on
  sty winner
  lda #REDRAW_MESSAGE
  sta redraw
  jsr score_changed
  jsr begin_serve               ; the ball back in the middle
  lda #STATE_OVER
  sta state
  jmp sound_start
@go_on:
  jsr score_changed
  jsr sound_point
  jmp begin_serve

; The score of side Y is to be drawn: REDRAW_LEFT is 1, REDRAW_RIGHT 2.
score_changed:
  iny
  tya
  ora redraw
  sta redraw
  rts

; The game is over until START; the paddles stay.
run_over:
  lda pressed
  ora pressed + 1
  and #BUTTON_START
  bne to_title
  rts

; START pauses a game, and ends a demonstration.
start_button:
  lda pressed
  ora pressed + 1
  and #BUTTON_START
  beq @done
  lda players
  beq @leave
  lda paused
  eor #1
  sta paused
@done:
  rts
@leave:
  pla                           ; not back to the game
  pla
  ; fall through to the title

to_title:
  lda #STATE_TITLE
  sta state
  lda #0
  sta screen
  sta scroll
  sta paused
  lda #1
  sta menu_dirty
  rts

; Both paddles, by whoever holds them.
move_paddles:
  ldx #LEFT
  lda players
  cmp #2
  bcc @computer_left
  lda pads + 1
  jsr move_by_hand
  jmp @right
@computer_left:
  jsr move_by_computer
@right:
  ldx #RIGHT
  lda players
  beq @computer_right
  lda pads
  jmp move_by_hand
@computer_right:
  jmp move_by_computer

; Moves the paddle of side X as the buttons A say; up and down together cancel out.
move_by_hand:
  and #BUTTON_UP | BUTTON_DOWN
  cmp #BUTTON_UP
  beq @up
  cmp #BUTTON_DOWN
  bne @done
  lda paddle_y,x
  clc
  adc #PADDLE_SPEED
  jmp keep_in_court
@up:
  lda paddle_y,x
  sec
  sbc #PADDLE_SPEED
  jmp keep_in_court
@done:
  rts

; Puts the paddle of side X at A, or at the wall.
keep_in_court:
  cmp #PADDLE_TOP
  bcs @below_top
  lda #PADDLE_TOP
@below_top:
  cmp #PADDLE_BOTTOM
  bcc @set
  lda #PADDLE_BOTTOM
@set:
  sta paddle_y,x
  rts

; A = the next eight bits of a 32-bit Galois shift register, x^32 + x^7 + x^6 + x^2 + 1. Keeps X. About 250 cycles.
random:
  ldy #8
  lda rng
@clock:
  asl a
  rol rng + 1
  rol rng + 2
  rol rng + 3
  bcc @no_feedback
  eor #%11000101
@no_feedback:
  dey
  bne @clock
  sta rng
  rts
