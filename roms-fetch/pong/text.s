; What does not change: tables of the game, palettes, and the text of both screens.

; --- the ball: its speed by the hits of the rally, pixels a frame -----------------------------------------------------------
; 1.5, 1.75, 2 and so on to 6: a long rally becomes too fast for the computer. Never 8, the width of a paddle
speeds:
  .byte 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6
speeds_f:
  .byte 128, 192, 0, 64, 128, 192, 0, 64, 128, 192, 0, 64, 128, 192, 0, 64, 128, 192, 0

; Its vertical speed by where it hit the paddle, top to bottom: -2.375, -1.75, -1.25, -0.75, -0.25 and the same downwards
angles:
  .byte <-3, <-2, <-2, <-1, <-1, 0, 0, 1, 1, 2
angles_f:
  .byte 160, 64, 192, 64, 192, 64, 192, 64, 192, 96

hit_plane:                      ; where a paddle sends it back from: left, right
  .byte LEFT_PLANE, RIGHT_PLANE

; --- the computer, by its level: easy, normal, hard, expert -----------------------------------------------------------------
computer_speeds:                ; pixels a frame: 1, 1.5, 2, 2.25
  .byte 1, 1, 2, 2
computer_speeds_f:
  .byte 0, 128, 0, 64
sights:                         ; it sees a ball nearer than this, pixels
  .byte 112, 160, 208, 255
aim_masks:                      ; where on its paddle it takes the ball: (random & mask) - half, pixels from the centre. On easy a
  .byte 63, 31, 31, 15          ; third of these misses. Half is at most 28, else the aim could be above the picture
aim_halves:
  .byte 28, 16, 16, 8

; --- sprites: row, tile, attributes (palette, flips), column ----------------------------------------------------------------
sprite_table:
  .byte HIDDEN, TILE_CAP, 0, LEFT_X
  .byte HIDDEN, TILE_SHAFT, 0, LEFT_X
  .byte HIDDEN, TILE_SHAFT, 0, LEFT_X
  .byte HIDDEN, TILE_CAP, FLIPPED, LEFT_X
  .byte HIDDEN, TILE_CAP, 1, RIGHT_X
  .byte HIDDEN, TILE_SHAFT, 1, RIGHT_X
  .byte HIDDEN, TILE_SHAFT, 1, RIGHT_X
  .byte HIDDEN, TILE_CAP, FLIPPED | 1, RIGHT_X
  .byte HIDDEN, TILE_BALL, 2, 0
  .byte HIDDEN, TILE_TRAIL, 3 | BEHIND, 0
  .byte HIDDEN, TILE_TRAIL + 1, 3 | BEHIND, 0
  .byte HIDDEN, TILE_TRAIL + 2, 3 | BEHIND, 0

; --- colours ----------------------------------------------------------------------------------------------------------------
palettes:
  .byte $0F, $01, $11, $21      ; screens: blue for walls, net and text
  .byte $0F, $07, $17, $27      ; orange for the left score
  .byte $0F, $0A, $1A, $2A      ; green for the right
  .byte $0F, $04, $14, $30      ; what shines at the title
  .byte $0F, $17, $27, $37      ; sprites: the left paddle
  .byte $0F, $1A, $2A, $3A      ; the right
  .byte $0F, $10, $20, $30      ; the ball
  .byte $0F, $01, $11, $21      ; its trail
shine:
  .byte $30, $34, $24, $34, $30, $31, $21, $31

title_attributes:               ; a byte for 4 x 4 tiles, two bits for each 2 x 2 of them
  .res 8, $00
  .res 8, $50
  .res 8, $AF
  .res 8, $00
  .res 8, $00
  .res 8, $F0
  .res 8, $00
  .res 8, $00
score_attributes:
  .byte $55, $55, $55, $55, $AA, $AA, $AA, $AA

; --- text: runs of address (high, low), letters, 0; an address of 0 ends the list -------------------------------------------
screen_text:
  .byte $20, $6B, "L U D U S", 0
  .byte $20, $C4, "####   ###  #   #  ####", 0
  .byte $20, $E4, "#   # #   # ##  # #    ", 0
  .byte $21, $04, "####  #   # # # # #  ##", 0
  .byte $21, $24, "#     #   # #  ## #   #", 0
  .byte $21, $44, "#      ###  #   #  ####", 0
  .byte $21, $EA, "PLAYERS", 0
  .byte $22, $2A, "LEVEL", 0
  .byte $22, $6A, "POINTS", 0
  .byte $22, $EA, "PRESS START", 0
  .byte $23, $43, "FREE SOFTWARE  MIT LICENCE", 0
  .byte 0

player_names:
  .byte "DEMO1   2   "
level_names:
  .byte "EASY  NORMALHARD  EXPERT"
menu_least:                     ; of players, level, points
  .byte 0, 0, 1
menu_most:
  .byte 2, 3, 99

message:
  .byte "WINNER      "
message_columns:                ; low addresses in the court's row 12: left, right
  .byte $85, $95
score_columns:                  ; and in its row 1
  .byte $29, $33

; --- digits of 3 x 5 quarters in 2 x 3 tiles --------------------------------------------------------------------------------
Q = TILE_QUADRANTS
digits:
  .byte Q + %1110, Q + %1010, Q + %1010, Q + %1010, Q + %1100, Q + %1000    ; 0
  .byte Q + %0111, Q + %0000, Q + %0101, Q + %0000, Q + %1100, Q + %1000    ; 1
  .byte Q + %1100, Q + %1010, Q + %1110, Q + %1000, Q + %1100, Q + %1000    ; 2
  .byte Q + %1100, Q + %1010, Q + %1100, Q + %1010, Q + %1100, Q + %1000    ; 3
  .byte Q + %1010, Q + %1010, Q + %1100, Q + %1010, Q + %0000, Q + %1000    ; 4
  .byte Q + %1110, Q + %1000, Q + %1100, Q + %1010, Q + %1100, Q + %1000    ; 5
  .byte Q + %1110, Q + %1000, Q + %1110, Q + %1010, Q + %1100, Q + %1000    ; 6
  .byte Q + %1100, Q + %1010, Q + %0000, Q + %1010, Q + %0000, Q + %1000    ; 7
  .byte Q + %1110, Q + %1010, Q + %1110, Q + %1010, Q + %1100, Q + %1000    ; 8
  .byte Q + %1110, Q + %1010, Q + %1100, Q + %1010, Q + %1100, Q + %1000    ; 9
digit_offsets:
  .byte 0, 6, 12, 18, 24, 30, 36, 42, 48, 54
