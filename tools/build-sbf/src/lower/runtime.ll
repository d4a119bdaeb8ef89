; What the VM cannot do in one instruction, on 64-bit values only, so that nothing here needs lowering itself.
; A 128-bit value is passed as its halves, low half first; every function has at most five arguments and at most
; one 64-bit result. `wide.rs` writes the calls.
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; High half of a 64 x 64 bit product, from 32-bit digits.
define i64 @__sbf_mulhi(i64 %a, i64 %b) noinline nounwind memory(none) {
  %a0 = and i64 %a, 4294967295
  %a1 = lshr i64 %a, 32
  %b0 = and i64 %b, 4294967295
  %b1 = lshr i64 %b, 32
  %p00 = mul i64 %a0, %b0
  %p01 = mul i64 %a0, %b1
  %p10 = mul i64 %a1, %b0
  %p11 = mul i64 %a1, %b1
  %c0 = lshr i64 %p00, 32
  %m0 = add i64 %p01, %c0
  %m0l = and i64 %m0, 4294967295
  %m0h = lshr i64 %m0, 32
  %m1 = add i64 %p10, %m0l
  %m1h = lshr i64 %m1, 32
  %h0 = add i64 %p11, %m0h
  %h1 = add i64 %h0, %m1h
  ret i64 %h1
}

; Does a signed 64-bit product overflow? |b| > limit / |a|, the limit being 2^63 where the signs differ.
define i64 @__sbf_smulo64(i64 %a, i64 %b) noinline nounwind memory(none) {
  %as = ashr i64 %a, 63
  %bs = ashr i64 %b, 63
  %ax = xor i64 %a, %as
  %ua = sub i64 %ax, %as
  %bx = xor i64 %b, %bs
  %ub = sub i64 %bx, %bs
  %differ = xor i64 %as, %bs
  %limit = sub i64 9223372036854775807, %differ
  %zero = icmp eq i64 %ua, 0
  br i1 %zero, label %fits, label %check
check:
  %most = udiv i64 %limit, %ua
  %over = icmp ugt i64 %ub, %most
  %r = zext i1 %over to i64
  ret i64 %r
fits:
  ret i64 0
}

define i64 @__sbf_sdiv64(i64 %a, i64 %b) noinline nounwind {
  %as = ashr i64 %a, 63
  %bs = ashr i64 %b, 63
  %ax = xor i64 %a, %as
  %ua = sub i64 %ax, %as
  %bx = xor i64 %b, %bs
  %ub = sub i64 %bx, %bs
  %uq = udiv i64 %ua, %ub
  %s = xor i64 %as, %bs
  %qx = xor i64 %uq, %s
  %q = sub i64 %qx, %s
  ret i64 %q
}

define i64 @__sbf_srem64(i64 %a, i64 %b) noinline nounwind {
  %as = ashr i64 %a, 63
  %bs = ashr i64 %b, 63
  %ax = xor i64 %a, %as
  %ua = sub i64 %ax, %as
  %bx = xor i64 %b, %bs
  %ub = sub i64 %bx, %bs
  %ur = urem i64 %ua, %ub
  %rx = xor i64 %ur, %as
  %r = sub i64 %rx, %as
  ret i64 %r
}

; Leading zeros; 64 for 0.
define i64 @__sbf_clz64(i64 %x) noinline nounwind memory(none) {
  %zero = icmp eq i64 %x, 0
  br i1 %zero, label %none, label %s32
none:
  ret i64 64
s32:
  %t32 = icmp ult i64 %x, 4294967296
  %y32 = shl i64 %x, 32
  %x32 = select i1 %t32, i64 %y32, i64 %x
  %n32 = select i1 %t32, i64 32, i64 0
  %h16 = lshr i64 %x32, 48
  %t16 = icmp eq i64 %h16, 0
  %y16 = shl i64 %x32, 16
  %x16 = select i1 %t16, i64 %y16, i64 %x32
  %a16 = select i1 %t16, i64 16, i64 0
  %n16 = add i64 %n32, %a16
  %h8 = lshr i64 %x16, 56
  %t8 = icmp eq i64 %h8, 0
  %y8 = shl i64 %x16, 8
  %x8 = select i1 %t8, i64 %y8, i64 %x16
  %a8 = select i1 %t8, i64 8, i64 0
  %n8 = add i64 %n16, %a8
  %h4 = lshr i64 %x8, 60
  %t4 = icmp eq i64 %h4, 0
  %y4 = shl i64 %x8, 4
  %x4 = select i1 %t4, i64 %y4, i64 %x8
  %a4 = select i1 %t4, i64 4, i64 0
  %n4 = add i64 %n8, %a4
  %h2 = lshr i64 %x4, 62
  %t2 = icmp eq i64 %h2, 0
  %y2 = shl i64 %x4, 2
  %x2 = select i1 %t2, i64 %y2, i64 %x4
  %a2 = select i1 %t2, i64 2, i64 0
  %n2 = add i64 %n4, %a2
  %top = lshr i64 %x2, 63
  %a1 = xor i64 %top, 1
  %n1 = add i64 %n2, %a1
  ret i64 %n1
}

; (hi:lo) / v for hi < v, so that the quotient fits (Knuth's algorithm D with 32-bit digits).
define i64 @__sbf_divlu(i64 %hi, i64 %lo, i64 %v) noinline nounwind memory(none) {
entry:
  %short = icmp ult i64 %v, 4294967296
  br i1 %short, label %digits, label %normalise

digits:                                   ; a one-digit divisor: long division by hand
  %d.hi = shl i64 %hi, 32
  %d.lo1 = lshr i64 %lo, 32
  %d.n1 = or i64 %d.hi, %d.lo1
  %d.q1 = udiv i64 %d.n1, %v
  %d.p1 = mul i64 %d.q1, %v
  %d.r1 = sub i64 %d.n1, %d.p1
  %d.r1s = shl i64 %d.r1, 32
  %d.lo0 = and i64 %lo, 4294967295
  %d.n0 = or i64 %d.r1s, %d.lo0
  %d.q0 = udiv i64 %d.n0, %v
  %d.q1s = shl i64 %d.q1, 32
  %d.q = or i64 %d.q1s, %d.q0
  ret i64 %d.q

normalise:                                ; the divisor's top bit set, the dividend shifted with it
  %s = call i64 @__sbf_clz64(i64 %v)
  %vn = shl i64 %v, %s
  %v1 = lshr i64 %vn, 32
  %v0 = and i64 %vn, 4294967295
  %his = shl i64 %hi, %s
  %s.inv = xor i64 %s, 63
  %lo.half = lshr i64 %lo, 1
  %lo.top = lshr i64 %lo.half, %s.inv
  %u32 = or i64 %his, %lo.top
  %u10 = shl i64 %lo, %s
  %u1 = lshr i64 %u10, 32
  %u0 = and i64 %u10, 4294967295
  %q1.first = call i64 @__sbf_digit(i64 %u32, i64 %u1, i64 %v1, i64 %v0)
  %u32s = shl i64 %u32, 32
  %u321 = or i64 %u32s, %u1
  %q1v = mul i64 %q1.first, %vn
  %u21 = sub i64 %u321, %q1v
  %q0 = call i64 @__sbf_digit(i64 %u21, i64 %u0, i64 %v1, i64 %v0)
  %q1s = shl i64 %q1.first, 32
  %q = add i64 %q1s, %q0
  ret i64 %q
}

; One quotient digit of algorithm D: the estimate u / v1, corrected at most twice.
define i64 @__sbf_digit(i64 %u, i64 %next, i64 %v1, i64 %v0) noinline nounwind memory(none) {
entry:
  %q = udiv i64 %u, %v1
  %p = mul i64 %q, %v1
  %r = sub i64 %u, %p
  br label %again
again:
  %qi = phi i64 [ %q, %entry ], [ %qd, %down ]
  %ri = phi i64 [ %r, %entry ], [ %rd, %down ]
  %wide = icmp ugt i64 %qi, 4294967295
  br i1 %wide, label %down, label %compare
compare:
  %qv = mul i64 %qi, %v0
  %rs = shl i64 %ri, 32
  %rn = or i64 %rs, %next
  %large = icmp ugt i64 %qv, %rn
  br i1 %large, label %down, label %done
down:
  %qd = add i64 %qi, -1
  %rd = add i64 %ri, %v1
  %more = icmp ult i64 %rd, 4294967296
  br i1 %more, label %again, label %last
last:
  ret i64 %qd
done:
  ret i64 %qi
}

; Unsigned 128-bit division: quotient to out[0..16], remainder to out[16..32]. The divisor is not 0: Rust checks.
define void @__sbf_udivrem128(ptr %out, i64 %al, i64 %ah, i64 %bl, i64 %bh) noinline nounwind {
entry:
  %out.qh = getelementptr i8, ptr %out, i64 8
  %out.rl = getelementptr i8, ptr %out, i64 16
  %out.rh = getelementptr i8, ptr %out, i64 24
  %narrow = icmp eq i64 %bh, 0
  br i1 %narrow, label %by64, label %by128

by64:
  store i64 0, ptr %out.rh, align 8
  %fits = icmp eq i64 %ah, 0
  br i1 %fits, label %both64, label %long

both64:
  %n.q = udiv i64 %al, %bl
  %n.p = mul i64 %n.q, %bl
  %n.r = sub i64 %al, %n.p
  store i64 %n.q, ptr %out, align 8
  store i64 0, ptr %out.qh, align 8
  store i64 %n.r, ptr %out.rl, align 8
  ret void

long:
  %l.qh = udiv i64 %ah, %bl
  %l.ph = mul i64 %l.qh, %bl
  %l.rh = sub i64 %ah, %l.ph
  %l.ql = call i64 @__sbf_divlu(i64 %l.rh, i64 %al, i64 %bl)
  %l.pl = mul i64 %l.ql, %bl
  %l.rl = sub i64 %al, %l.pl
  store i64 %l.ql, ptr %out, align 8
  store i64 %l.qh, ptr %out.qh, align 8
  store i64 %l.rl, ptr %out.rl, align 8
  ret void

by128:                                    ; the quotient fits 64 bits; an estimate that is at most one too large
  store i64 0, ptr %out.qh, align 8
  %s = call i64 @__sbf_clz64(i64 %bh)
  %s.inv = xor i64 %s, 63
  %bhs = shl i64 %bh, %s
  %bl.half = lshr i64 %bl, 1
  %bl.top = lshr i64 %bl.half, %s.inv
  %v = or i64 %bhs, %bl.top
  %ah.half = lshr i64 %ah, 1
  %al.half = lshr i64 %al, 1
  %ah.low = shl i64 %ah, 63
  %al.mid = or i64 %ah.low, %al.half
  %e0 = call i64 @__sbf_divlu(i64 %ah.half, i64 %al.mid, i64 %v)
  %e1 = lshr i64 %e0, %s.inv
  %none = icmp eq i64 %e1, 0
  %e2 = add i64 %e1, -1
  %e = select i1 %none, i64 0, i64 %e2
  ; remainder = a - e * b, which may still hold one more b
  %p.h0 = call i64 @__sbf_mulhi(i64 %e, i64 %bl)
  %p.h1 = mul i64 %e, %bh
  %p.h = add i64 %p.h0, %p.h1
  %p.l = mul i64 %e, %bl
  %r.l = sub i64 %al, %p.l
  %r.borrow = icmp ult i64 %al, %p.l
  %r.b = zext i1 %r.borrow to i64
  %r.h0 = sub i64 %ah, %p.h
  %r.h = sub i64 %r.h0, %r.b
  %h.more = icmp ugt i64 %r.h, %bh
  br i1 %h.more, label %one, label %h.same
h.same:
  %h.less = icmp ult i64 %r.h, %bh
  %l.less = icmp ult i64 %r.l, %bl
  %stop = or i1 %h.less, %l.less
  br i1 %stop, label %exact, label %one
exact:
  store i64 %e, ptr %out, align 8
  store i64 %r.l, ptr %out.rl, align 8
  store i64 %r.h, ptr %out.rh, align 8
  ret void
one:
  %q = add i64 %e, 1
  %o.l = sub i64 %r.l, %bl
  %o.borrow = icmp ult i64 %r.l, %bl
  %o.b = zext i1 %o.borrow to i64
  %o.h0 = sub i64 %r.h, %bh
  %o.h = sub i64 %o.h0, %o.b
  store i64 %q, ptr %out, align 8
  store i64 %o.l, ptr %out.rl, align 8
  store i64 %o.h, ptr %out.rh, align 8
  ret void
}

; Unsigned 128-bit product to out[0..16]; 1 where it overflows.
define i64 @__sbf_umulo128(ptr %out, i64 %al, i64 %ah, i64 %bl, i64 %bh) noinline nounwind {
entry:
  %out.h = getelementptr i8, ptr %out, i64 8
  %l = mul i64 %al, %bl
  %h = call i64 @__sbf_mulhi(i64 %al, i64 %bl)
  store i64 %l, ptr %out, align 8
  %x = mul i64 %ah, %bl
  %y = mul i64 %al, %bh
  %h1 = add i64 %h, %x
  %h2 = add i64 %h1, %y
  store i64 %h2, ptr %out.h, align 8
  %any = or i64 %ah, %bh
  %small = icmp eq i64 %any, 0
  br i1 %small, label %fits, label %check
fits:
  ret i64 0
check:                                    ; at most one high half is set, and its product leaves room for h
  %az = icmp eq i64 %ah, 0
  %high = select i1 %az, i64 %bh, i64 %ah
  %low = select i1 %az, i64 %al, i64 %bl
  %other = select i1 %az, i64 0, i64 %bh
  %one = icmp eq i64 %other, 0
  br i1 %one, label %cross, label %overflow
cross:
  %most = udiv i64 -1, %high
  %over = icmp ugt i64 %low, %most
  br i1 %over, label %overflow, label %sum
sum:
  %carry = icmp ult i64 %h2, %h
  %r = zext i1 %carry to i64
  ret i64 %r
overflow:
  ret i64 1
}

; Signed 128-bit product to out[0..16]; 1 where it overflows.
define i64 @__sbf_smulo128(ptr %out, i64 %al, i64 %ah, i64 %bl, i64 %bh) noinline nounwind {
entry:
  %out.h = getelementptr i8, ptr %out, i64 8
  ; |a|
  %as = ashr i64 %ah, 63
  %alx = xor i64 %al, %as
  %ahx = xor i64 %ah, %as
  %ual = sub i64 %alx, %as
  %ab = icmp ult i64 %alx, %as
  %ac = zext i1 %ab to i64
  %uah0 = sub i64 %ahx, %as
  %uah = sub i64 %uah0, %ac
  ; |b|
  %bs = ashr i64 %bh, 63
  %blx = xor i64 %bl, %bs
  %bhx = xor i64 %bh, %bs
  %ubl = sub i64 %blx, %bs
  %bb = icmp ult i64 %blx, %bs
  %bc = zext i1 %bb to i64
  %ubh0 = sub i64 %bhx, %bs
  %ubh = sub i64 %ubh0, %bc
  %over = call i64 @__sbf_umulo128(ptr %out, i64 %ual, i64 %uah, i64 %ubl, i64 %ubh)
  %l = load i64, ptr %out, align 8
  %h = load i64, ptr %out.h, align 8
  ; the sign back on, and the sign of the result as it should be
  %s = xor i64 %as, %bs
  %lx = xor i64 %l, %s
  %hx = xor i64 %h, %s
  %rl = sub i64 %lx, %s
  %rb = icmp ult i64 %lx, %s
  %rc = zext i1 %rb to i64
  %rh0 = sub i64 %hx, %s
  %rh = sub i64 %rh0, %rc
  store i64 %rl, ptr %out, align 8
  store i64 %rh, ptr %out.h, align 8
  %over.not = icmp eq i64 %over, 0
  br i1 %over.not, label %sign, label %overflow
sign:                                     ; |product| <= 2^127 - 1, or 2^127 where the result is negative
  %top = lshr i64 %h, 63
  %big = icmp ne i64 %top, 0
  br i1 %big, label %edge, label %fits
edge:
  %h.min = icmp eq i64 %h, -9223372036854775808
  %l.min = icmp eq i64 %l, 0
  %neg = icmp ne i64 %s, 0
  %e0 = and i1 %h.min, %l.min
  %e1 = and i1 %e0, %neg
  br i1 %e1, label %fits, label %overflow
fits:
  ret i64 0
overflow:
  ret i64 1
}

; Signed 128-bit division, truncating, results as of __sbf_udivrem128.
define void @__sbf_sdivrem128(ptr %out, i64 %al, i64 %ah, i64 %bl, i64 %bh) noinline nounwind {
  %out.qh = getelementptr i8, ptr %out, i64 8
  %out.rl = getelementptr i8, ptr %out, i64 16
  %out.rh = getelementptr i8, ptr %out, i64 24
  %as = ashr i64 %ah, 63
  %alx = xor i64 %al, %as
  %ahx = xor i64 %ah, %as
  %ual = sub i64 %alx, %as
  %ab = icmp ult i64 %alx, %as
  %ac = zext i1 %ab to i64
  %uah0 = sub i64 %ahx, %as
  %uah = sub i64 %uah0, %ac
  %bs = ashr i64 %bh, 63
  %blx = xor i64 %bl, %bs
  %bhx = xor i64 %bh, %bs
  %ubl = sub i64 %blx, %bs
  %bb = icmp ult i64 %blx, %bs
  %bc = zext i1 %bb to i64
  %ubh0 = sub i64 %bhx, %bs
  %ubh = sub i64 %ubh0, %bc
  call void @__sbf_udivrem128(ptr %out, i64 %ual, i64 %uah, i64 %ubl, i64 %ubh)
  %ql = load i64, ptr %out, align 8
  %qh = load i64, ptr %out.qh, align 8
  %rl = load i64, ptr %out.rl, align 8
  %rh = load i64, ptr %out.rh, align 8
  ; the quotient is negative where the signs differ, the remainder where the dividend is
  %s = xor i64 %as, %bs
  %qlx = xor i64 %ql, %s
  %qhx = xor i64 %qh, %s
  %ql1 = sub i64 %qlx, %s
  %qb = icmp ult i64 %qlx, %s
  %qc = zext i1 %qb to i64
  %qh0 = sub i64 %qhx, %s
  %qh1 = sub i64 %qh0, %qc
  %rlx = xor i64 %rl, %as
  %rhx = xor i64 %rh, %as
  %rl1 = sub i64 %rlx, %as
  %rb = icmp ult i64 %rlx, %as
  %rc = zext i1 %rb to i64
  %rh0 = sub i64 %rhx, %as
  %rh1 = sub i64 %rh0, %rc
  store i64 %ql1, ptr %out, align 8
  store i64 %qh1, ptr %out.qh, align 8
  store i64 %rl1, ptr %out.rl, align 8
  store i64 %rh1, ptr %out.rh, align 8
  ret void
}
