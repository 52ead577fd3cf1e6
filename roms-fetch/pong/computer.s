; The opponent. It sees the ball once it comes towards it and near enough, and goes with limited speed to where its paddle would
; take the ball at the spot it chose; otherwise it goes back to the middle. How fast, how far it sees and how badly it aims
; depends on its level.

; Chooses for both sides where on the paddle to take the ball: pixels from its centre, as far off as its level allows.
choose_aim:
  lda rng + 2                   ; bits drawn before: another call of `random` might not fit into the blank
  ldy level
  and aim_masks,y
  sec
  sbc aim_halves,y
  sta aim + LEFT
  sta aim + RIGHT
  rts

; Moves the paddle of side X.
move_by_computer:
  ldy level
  cpx #LEFT
  bne @of_right
  lda ball_v
  bpl @to_centre                ; it flies to the right, or rests
  lda ball_x                    ; how far away it is
  jmp @sees
@of_right:
  lda ball_v
  bmi @to_centre
  ora ball_vf
  beq @to_centre                ; it rests
  lda ball_x
  eor #$FF
@sees:
  cmp sights,y
  bcs @to_centre
  lda ball_y
  sec
  sbc #PADDLE_HEIGHT / 2 - BALL_SIZE / 2
  clc
  adc aim,x
  jmp @go
@to_centre:
  lda #PADDLE_CENTRE
@go:
  sec                           ; A = where the paddle's top should be
  sbc paddle_y,x
  bcc @up
  cmp #DEAD_ZONE
  bcc @stay
  clc
  lda paddle_f,x
  adc computer_speeds_f,y
  sta paddle_f,x
  lda paddle_y,x
  adc computer_speeds,y
  jmp keep_in_court
@up:
  cmp #256 - DEAD_ZONE + 1
  bcs @stay
  sec
  lda paddle_f,x
  sbc computer_speeds_f,y
  sta paddle_f,x
  lda paddle_y,x
  sbc computer_speeds,y
  jmp keep_in_court
@stay:
  rts
