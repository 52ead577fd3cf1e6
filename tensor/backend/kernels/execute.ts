// opcode -> kernel. `args` is the address of the command's first argument; the kernel does part `part` of `parts`.

import { RUN_OK, RUN_UNKNOWN_OPCODE } from '../layout';
import * as op from '../opcodes';
import { binary } from './binary';
import { matmul } from './matmul';
import { cast, check, copy, fill, fillBytes, gather, logicalNot, oneHot, scatterAdd, select, stridedCopy } from './move';
import { unary } from './unary';

export function execute(opcode: i32, args: usize, part: i32, parts: i32): i32 {
  switch (opcode) {
    case op.FILL: fill(args, part, parts); break;
    case op.FILL_BYTES: fillBytes(args); break;
    case op.COPY: copy(args, part, parts); break;
    case op.STRIDED_COPY: stridedCopy(args, part, parts); break;
    case op.CAST: cast(args); break;
    case op.GATHER: gather(args); break;
    case op.SCATTER_ADD: scatterAdd(args); break;
    case op.ONE_HOT: oneHot(args); break;
    case op.SELECT: select(args, part, parts); break;
    case op.UNARY: unary(args, part, parts, false); break;
    case op.UNARY_I32: unary(args, part, parts, true); break;
    case op.BINARY:
    case op.BINARY_I32:
    case op.COMPARE:
    case op.COMPARE_I32:
    case op.LOGICAL: binary(opcode, args, part, parts); break;
    case op.LOGICAL_NOT: logicalNot(args); break;
    case op.CHECK: check(args); break;
    case op.MATMUL: matmul(args, part, parts); break;
    default: return RUN_UNKNOWN_OPCODE;
  }
  return RUN_OK;
}
