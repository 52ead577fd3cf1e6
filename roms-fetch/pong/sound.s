; Four beeps, each started once and left to the sound unit, which lets them fade. They clobber A.

sound_paddle:
  lda #%10000011                ; half wave, fading
  sta PULSE1
  lda #$08
  sta PULSE1 + 1                ; no sweep
  lda #$FD                      ; 440 Hz
  sta PULSE1 + 2
  lda #$08
  sta PULSE1 + 3
  rts

sound_wall:
  lda #%01000010                ; quarter wave, fading faster
  sta PULSE1
  lda #$08
  sta PULSE1 + 1
  lda #$FB                      ; 220 Hz
  sta PULSE1 + 2
  lda #$09
  sta PULSE1 + 3
  rts

sound_point:
  lda #%10000110
  sta PULSE2
  lda #%10100011                ; sweeps down
  sta PULSE2 + 1
  lda #$A9                      ; from 262 Hz
  sta PULSE2 + 2
  lda #$09
  sta PULSE2 + 3
  rts

sound_start:
  lda #%10000111
  sta PULSE2
  lda #%10101011                ; sweeps up
  sta PULSE2 + 1
  lda #$53                      ; from 131 Hz
  sta PULSE2 + 2
  lda #$0B
  sta PULSE2 + 3
  rts
