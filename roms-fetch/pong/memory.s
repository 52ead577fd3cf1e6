; What lies where. `addresses.ts` names the same addresses for the host; a test holds the two together.
;
; A paddle's or score's pair is the left one, then the right one, so that code for both indexes by the side in X.
; A ball's pair is x, then y, so that code for both indexes by the axis in X. Positions are pixels of the top-left corner; with
; their fraction they are whole + fraction / 256. Velocities are the same in two's complement, in pixels a frame.

LEFT  = 0                       ; the computer's side, or the second controller's
RIGHT = 1                       ; the first controller's side

; --- for the host: set by it at the title, and from then on left alone by the game -----------------------------------------
state      = $00                ; one of the states below
ready      = $01                ; READY once booted: nothing before that may be poked
command    = $02                ; the host writes COMMAND_START: a game begins with this frame, without title. Then 0 again
players    = $03                ; 0 the computer against itself, 1, or 2
level      = $04                ; the computer's skill: 0 easy, 1 normal, 2 hard, 3 expert
points     = $05                ; points that win a game, 1 to 99
seed       = $06                ; 3 bytes: every value is another course of random numbers, 0 included

; --- of the game, to be read -----------------------------------------------------------------------------------------------
paused     = $09                ; 1 while paused
frame      = $0A                ; frames since boot, modulo 256
timer      = $0B                ; frames until the serve, or of the slide
speed      = $0C                ; index into the ball's speeds: 0 at the serve, one more at each hit of a paddle
serve_to   = $0D                ; the side the next serve goes to
winner     = $0E                ; the side that won, valid in STATE_OVER
scores     = $10                ; 2 bytes
paddle_y   = $12                ; 2 bytes
paddle_f   = $14                ; 2 bytes: fractions
ball_p     = $16                ; 2 bytes: x, y
ball_f     = $18                ; 2 bytes: fractions
ball_v     = $1A                ; 2 bytes: velocity, whole part, signed
ball_vf    = $1C                ; 2 bytes: velocity, fraction
ball_x     = ball_p
ball_y     = ball_p + 1
rng        = $20                ; 4 bytes, never all 0
aim        = $24                ; 2 bytes: where on its paddle the computer means to take the ball, signed

; --- the game's own -------------------------------------------------------------------------------------------------------
pads       = $28                ; 2 bytes: buttons held, first controller first
pads_last  = $2A                ; 2 bytes: buttons held a frame ago
pressed    = $2C                ; 2 bytes: buttons newly held
menu_row   = $2E                ; the menu's chosen row
menu_dirty = $2F                ; 1: the menu's values are to be written to the picture
screen     = $30                ; 0 the title, 1 the court
scroll     = $31                ; pixels to the right of it
queue_end  = $32                ; bytes in the queue
temp       = $33                ; 2 bytes
text_at    = $35                ; 2 bytes: pointer
redraw     = $37                ; what of the court's text is to be drawn, one thing a frame
trail_x    = $38                ; 3 bytes: where the ball was 2, 4 and 6 frames ago
trail_y    = $3B                ; 3 bytes

sprites    = $0200              ; 64 sprites of 4 bytes, copied to the picture unit every frame
queue      = $0300              ; changes to picture memory: length, address (high, low), bytes; ... ; 0

; --- values ---------------------------------------------------------------------------------------------------------------
STATE_TITLE = 0
STATE_SLIDE = 1                 ; the title slides away, for a game begun by hand
STATE_SERVE = 2                 ; the ball waits in the middle
STATE_PLAY  = 3
STATE_OVER  = 4                 ; somebody has `points` points
READY         = $A5
COMMAND_START = 1
REDRAW_LEFT    = %001           ; the left score
REDRAW_RIGHT   = %010           ; the right score
REDRAW_MESSAGE = %100           ; WINNER, or its absence

; --- the court, in pixels --------------------------------------------------------------------------------------------------
BALL_SIZE     = 8
PADDLE_HEIGHT = 32
WALL_TOP      = 40              ; the first row below the upper wall
WALL_BOTTOM   = 216             ; the first row of the lower wall
BALL_TOP      = WALL_TOP
BALL_BOTTOM   = WALL_BOTTOM - BALL_SIZE
PADDLE_TOP    = WALL_TOP
PADDLE_BOTTOM = WALL_BOTTOM - PADDLE_HEIGHT
PADDLE_CENTRE = 112
LEFT_X        = 16              ; the left paddle's left edge
RIGHT_X       = 232             ; the right paddle's
LEFT_PLANE    = LEFT_X + 8      ; where the ball's left edge meets the left paddle
RIGHT_PLANE   = RIGHT_X - BALL_SIZE
OUT_LEFT      = 8               ; a ball left of this is lost
OUT_RIGHT     = 248             ; and from here on to the right
BALL_START_X  = 124
BALL_START_Y  = 124
SERVE_FRAMES  = 32
PADDLE_SPEED  = 3               ; a player's, pixels a frame
TOP_SPEED     = 18              ; the last index into the ball's speeds
DEAD_ZONE     = 2               ; the computer leaves its paddle alone when it is nearer than this, pixels

; --- buttons, as bits of `pads` --------------------------------------------------------------------------------------------
BUTTON_A      = %10000000
BUTTON_B      = %01000000
BUTTON_SELECT = %00100000
BUTTON_START  = %00010000
BUTTON_UP     = %00001000
BUTTON_DOWN   = %00000100
BUTTON_LEFT   = %00000010
BUTTON_RIGHT  = %00000001

; --- the machine's registers -----------------------------------------------------------------------------------------------
PPU_CTRL   = $2000
PPU_MASK   = $2001
PPU_STATUS = $2002
OAM_ADDR   = $2003
PPU_SCROLL = $2005
PPU_ADDR   = $2006
PPU_DATA   = $2007
PULSE1     = $4000              ; 4 bytes
PULSE2     = $4004              ; 4 bytes
DMC_FREQ   = $4010
OAM_DMA    = $4014
SOUND_ON   = $4015
PAD1       = $4016
PAD2       = $4017
FRAME_IRQ  = $4017

CTRL_ON    = %10001000          ; interrupt at each vertical blank, sprites from the second half of the tiles
MASK_ON    = %00011110          ; screens and sprites, to the left edge
GREYS      = %00000001          ; added: no colours, while paused
