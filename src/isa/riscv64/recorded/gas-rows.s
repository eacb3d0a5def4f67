.text
.globl _start
_start:
.option norvc
  lui s11, 0x910a2
  lui a3, 0xf893a
  lui s7, 0x71bb5
  lui s6, 0xe099e
  lui s9, 0x49171
  lui s0, 0x6775d
  lui gp, 0x7476c
  lui t3, 0x6f9b6
  lui ra, 0xa534a
  lui a6, 0xae843
  lui a4, 0x10e2c
  lui zero, 0x7ef1f
  auipc zero, 0x49730
  auipc t4, 0x83f91
  auipc a5, 0xb331
  auipc s2, 0x990cd
  auipc t5, 0x65ace
  auipc t3, 0x40d68
  auipc s3, 0x8b2e0
  auipc sp, 0xd16aa
  auipc s8, 0xdca0c
  auipc s10, 0x3c821
  auipc s5, 0xde70d
  auipc s3, 0x530e0
  jal zero, . + -442804
  jal s9, . + 423124
  jal s9, . + 1334
  jal a4, . + 460364
  jal t6, . + -552522
  jal t0, . + -700588
  jal tp, . + -667540
  jal s1, . + -386040
  jal s8, . + -224378
  jal gp, . + 346264
  jal a5, . + -630504
  jal t4, . + 406166
  jalr a3, -112(s6)
  jalr ra, 1927(s11)
  jalr gp, -796(s5)
  jalr s9, 904(a6)
  jalr t3, -1290(s5)
  jalr s6, 519(s11)
  jalr s4, -900(s6)
  jalr s7, -193(ra)
  jalr s7, -590(t2)
  jalr s10, 1264(t1)
  jalr a3, -1373(s0)
  jalr a4, -40(s3)
  beq s6, a4, . + -2682
  beq t1, a4, . + 2668
  beq s10, s10, . + 748
  beq a1, s5, . + 1640
  beq s4, s7, . + -1276
  beq s0, s8, . + 4018
  beq a6, s2, . + 388
  beq s8, t6, . + 1340
  beq s8, zero, . + -3728
  beq tp, s7, . + 2238
  beq t4, s10, . + 2392
  beq s9, sp, . + -3130
  bne a5, t6, . + -378
  bne t2, a3, . + -3914
  bne gp, s1, . + 3040
  bne s2, s2, . + -792
  bne a5, t3, . + -450
  bne s2, a1, . + -270
  bne s10, t0, . + -3190
  bne s9, s10, . + 3490
  bne a2, zero, . + 1586
  bne sp, gp, . + 3784
  bne s1, s8, . + 3364
  bne a0, a1, . + 3424
  blt t0, gp, . + 1276
  blt a7, tp, . + 1746
  blt sp, a4, . + -674
  blt s9, gp, . + 2310
  blt a0, s3, . + -2572
  blt s2, a0, . + -74
  blt a4, s5, . + 3558
  blt tp, s8, . + 1670
  blt s5, a2, . + 284
  blt a1, s9, . + 266
  blt a5, a1, . + 2904
  blt a5, sp, . + 364
  bge a4, t3, . + 136
  bge s3, s6, . + -3248
  bge ra, s4, . + -3692
  bge a7, s10, . + 334
  bge s11, s2, . + 1432
  bge s10, s3, . + 214
  bge s10, t2, . + 1296
  bge s6, t2, . + 1436
  bge t2, t1, . + 568
  bge s1, a5, . + -1778
  bge a2, t2, . + -1874
  bge s3, s1, . + 3052
  bltu a2, zero, . + 838
  bltu s1, s1, . + 2590
  bltu s1, s8, . + 4062
  bltu a6, t6, . + 746
  bltu t5, s6, . + 3416
  bltu a2, s3, . + 2820
  bltu s7, a3, . + 4094
  bltu t0, t6, . + 1272
  bltu a7, s1, . + -2984
  bltu s2, s6, . + -3230
  bltu t4, a4, . + -3938
  bltu gp, gp, . + 1882
  bgeu s3, t4, . + 2650
  bgeu a6, a3, . + 1026
  bgeu t3, a2, . + 3348
  bgeu a3, a4, . + -2438
  bgeu s11, tp, . + -3192
  bgeu a0, s6, . + -2688
  bgeu s5, t1, . + 3556
  bgeu sp, t6, . + -896
  bgeu s4, s9, . + 2380
  bgeu s1, t3, . + 1432
  bgeu a2, a3, . + 2666
  bgeu zero, a2, . + 1722
  lb s0, -821(s8)
  lb a5, 662(gp)
  lb t4, -1046(s10)
  lb gp, 1510(tp)
  lb s6, -530(gp)
  lb sp, -1916(a5)
  lb s1, 271(s7)
  lb s4, 978(s8)
  lb s0, -1298(s6)
  lb t4, -36(t6)
  lb a4, 1928(tp)
  lb t2, -445(s6)
  lh s9, 1631(sp)
  lh s11, -893(t0)
  lh a0, -266(gp)
  lh s5, -970(tp)
  lh a7, -1849(a0)
  lh s9, -862(a2)
  lh t2, 1891(s9)
  lh t0, -490(ra)
  lh s5, 1460(t4)
  lh t0, 1703(gp)
  lh s11, 912(t0)
  lh zero, 409(zero)
  lw a7, -129(a4)
  lw a6, -1692(a3)
  lw s9, 539(ra)
  lw gp, -613(s8)
  lw s8, -971(ra)
  lw t6, -542(gp)
  lw sp, 424(s4)
  lw gp, 480(t6)
  lw s1, -127(s10)
  lw a3, 999(t1)
  lw s6, -1290(a0)
  lw ra, 292(s0)
  ld s3, 1941(t0)
  ld zero, -19(t5)
  ld a2, -1080(t3)
  ld t2, 1677(s9)
  ld s6, -1459(a1)
  ld t6, 991(a2)
  ld s10, 1002(a3)
  ld a3, -1822(s10)
  ld t1, 1095(zero)
  ld s0, -1415(s8)
  ld s0, 430(s10)
  ld s4, 883(s11)
  lbu t6, -1653(t5)
  lbu t1, -1466(a6)
  lbu t5, -58(s6)
  lbu tp, 120(s11)
  lbu s10, 1965(s0)
  lbu s0, 658(t6)
  lbu t2, 1234(sp)
  lbu a7, -543(t2)
  lbu s4, -787(s6)
  lbu s9, -1063(ra)
  lbu ra, -1148(s8)
  lbu a3, 1032(tp)
  lhu s0, -1345(ra)
  lhu gp, 452(sp)
  lhu a2, -1376(s6)
  lhu t5, 1724(ra)
  lhu a6, -873(s7)
  lhu s8, 1263(a6)
  lhu s9, 979(s6)
  lhu t1, -1461(s2)
  lhu sp, -266(a0)
  lhu t4, 684(t1)
  lhu t1, -813(s8)
  lhu s9, 1895(t0)
  lwu t3, 994(t5)
  lwu s3, -1100(s4)
  lwu zero, 364(tp)
  lwu s8, 708(a6)
  lwu t4, -1371(t1)
  lwu tp, -1470(a1)
  lwu s8, 1336(s6)
  lwu sp, -1904(s3)
  lwu a7, -1505(ra)
  lwu t5, 242(a2)
  lwu tp, -20(sp)
  lwu a5, -557(s8)
  sb t5, 140(t1)
  sb sp, 672(a3)
  sb a6, 1528(tp)
  sb s7, -1326(a1)
  sb s2, -771(a4)
  sb a3, -1061(s6)
  sb s9, 997(t1)
  sb sp, 1330(s10)
  sb gp, 338(s6)
  sb s0, -1192(s4)
  sb t0, 725(s6)
  sb s9, 781(zero)
  sh s10, 845(t5)
  sh t6, -575(s3)
  sh s1, -1799(t5)
  sh s8, 1938(s6)
  sh t2, -84(a7)
  sh s5, 1201(s2)
  sh gp, -1681(a5)
  sh s3, -153(s5)
  sh s0, 1304(a0)
  sh t4, -1583(a0)
  sh s11, -1930(s1)
  sh t2, 703(a0)
  sw a2, 923(a5)
  sw s7, 455(s0)
  sw s4, -99(t3)
  sw a2, -1432(s4)
  sw s4, -49(t5)
  sw s3, 578(a5)
  sw a6, 780(tp)
  sw t5, 819(s2)
  sw s2, -303(s2)
  sw t6, -1590(s10)
  sw s10, 1589(s8)
  sw gp, 774(a3)
  sd t5, 113(a7)
  sd t5, 270(zero)
  sd a3, 617(t2)
  sd s11, 1518(s8)
  sd sp, -426(s7)
  sd zero, 1137(a5)
  sd a4, -1739(t4)
  sd tp, -1108(s1)
  sd s11, -487(s2)
  sd gp, 929(t0)
  sd a6, -1486(s0)
  sd t6, -514(s1)
  addi sp, a5, -445
  addi t0, s2, -890
  addi a0, a5, -1613
  addi s8, s6, -1541
  addi s0, ra, 85
  addi tp, s11, -1101
  addi s7, tp, -1334
  addi a1, s2, 1478
  addi a6, s4, 1499
  addi t4, tp, 164
  addi s10, a3, -1139
  addi a3, s11, -1121
  slti s3, t0, -1308
  slti t1, t5, -1382
  slti t1, s10, -389
  slti a4, t1, 77
  slti s6, a5, -969
  slti a5, a6, 673
  slti t0, t4, 1217
  slti t1, a0, 436
  slti s11, s2, -958
  slti a4, s1, 736
  slti a0, t6, 134
  slti a5, a4, 714
  sltiu s9, s3, -501
  sltiu s3, s4, 1515
  sltiu t1, s9, -947
  sltiu zero, s3, -1181
  sltiu a1, a3, 785
  sltiu a1, a7, 322
  sltiu t0, a2, -1578
  sltiu t3, s8, -481
  sltiu a3, t2, 1645
  sltiu a1, s7, 1788
  sltiu ra, t6, -1925
  sltiu s8, t2, 359
  xori t2, t4, -67
  xori t6, t1, -1118
  xori zero, s9, -339
  xori t2, t5, 1656
  xori t0, a6, -611
  xori a4, s4, -2002
  xori ra, a5, 1618
  xori a3, t4, -301
  xori a0, ra, -1695
  xori s5, s3, 1455
  xori t1, s1, -411
  xori s3, s3, 274
  ori s4, a6, 652
  ori s3, s2, 1515
  ori s4, s0, 576
  ori a7, t2, 1072
  ori t5, a4, 1504
  ori t2, a6, 973
  ori t1, s5, 561
  ori sp, a6, -1323
  ori s4, t2, 99
  ori a2, t2, 39
  ori s3, a7, -466
  ori s4, s2, 805
  andi gp, s9, -657
  andi s8, s4, 1074
  andi t0, s7, -1222
  andi tp, s3, 856
  andi a1, s5, -23
  andi a6, s5, 1838
  andi s4, gp, 1732
  andi t6, s0, 1407
  andi s3, s3, 1530
  andi a3, a1, -1748
  andi s6, a0, 878
  andi t5, t2, 1553
  slli s7, gp, 45
  slli t2, s6, 51
  slli a2, s4, 40
  slli gp, sp, 12
  slli s11, s11, 57
  slli t5, a7, 34
  slli a1, ra, 7
  slli s7, t1, 43
  slli s5, a2, 25
  slli ra, t2, 8
  slli s3, t0, 19
  slli t4, s10, 25
  srli s6, s7, 47
  srli s4, s5, 32
  srli s11, a3, 42
  srli ra, t6, 52
  srli t6, t2, 14
  srli t2, a4, 51
  srli a2, s10, 22
  srli a2, s1, 28
  srli t4, t2, 14
  srli a4, zero, 49
  srli a7, s6, 50
  srli t0, zero, 0
  srai s2, t6, 47
  srai s7, a2, 44
  srai s10, a5, 56
  srai a5, s11, 38
  srai a3, s9, 3
  srai a4, a3, 22
  srai a6, s3, 32
  srai a2, s9, 17
  srai s11, a4, 54
  srai s7, a5, 49
  srai s1, s0, 45
  srai a7, s7, 57
  addiw s1, t1, -1420
  addiw s6, t1, 651
  addiw a6, s5, -1785
  addiw s1, zero, -1966
  addiw t4, s7, 767
  addiw gp, t2, 760
  addiw s9, a2, -1918
  addiw t3, a1, -884
  addiw t3, ra, 417
  addiw s7, s3, -764
  addiw gp, gp, 1735
  addiw sp, a7, 181
  slliw t3, s7, 19
  slliw a2, s10, 11
  slliw s3, sp, 6
  slliw gp, a0, 17
  slliw s10, s6, 17
  slliw a4, sp, 30
  slliw t0, s6, 21
  slliw a0, t0, 15
  slliw s6, t5, 14
  slliw s11, a4, 6
  slliw s8, t1, 17
  slliw s1, s3, 20
  srliw s7, a4, 8
  srliw t0, tp, 21
  srliw t1, t3, 16
  srliw a6, s6, 2
  srliw a0, s1, 15
  srliw s5, s11, 30
  srliw a0, a4, 25
  srliw s3, a6, 0
  srliw s4, s8, 9
  srliw s2, tp, 9
  srliw a3, a0, 17
  srliw a7, t5, 28
  sraiw s5, tp, 24
  sraiw a0, s2, 27
  sraiw t4, a5, 7
  sraiw t0, s0, 6
  sraiw a3, a6, 10
  sraiw s4, a1, 3
  sraiw ra, s8, 27
  sraiw a3, t2, 19
  sraiw a6, sp, 28
  sraiw a2, t5, 22
  sraiw t4, a3, 8
  sraiw a3, t0, 30
  add s10, s9, a6
  add s8, s8, a5
  add s6, a1, t3
  add t1, ra, t3
  add t1, s11, s6
  add a1, tp, a3
  add t3, s4, tp
  add a1, t5, a7
  add tp, t0, s0
  add s1, t3, s10
  add tp, a0, a4
  add a2, t4, a4
  sub s0, t2, ra
  sub a4, s3, zero
  sub a4, tp, a2
  sub s0, s11, s9
  sub a7, t0, s11
  sub sp, s8, t4
  sub zero, a2, t1
  sub t4, sp, s8
  sub s11, s7, a6
  sub zero, s11, a6
  sub t0, s4, s5
  sub s2, t3, s4
  sll t3, a4, t0
  sll s8, s7, a7
  sll t0, a7, ra
  sll s5, a1, t4
  sll s2, s3, sp
  sll t3, a0, a0
  sll s1, s3, s3
  sll s3, zero, s8
  sll s6, s2, t3
  sll s3, t1, a5
  sll a1, s2, tp
  sll t4, a3, a2
  slt s7, s3, a3
  slt sp, s11, a4
  slt s4, t3, a2
  slt s0, sp, a7
  slt t6, a3, s8
  slt s3, zero, t5
  slt s7, a6, s7
  slt t5, s3, s0
  slt s6, s3, a5
  slt t5, s0, s11
  slt s2, s4, zero
  slt s4, sp, ra
  sltu a4, a5, tp
  sltu a1, ra, s11
  sltu a4, s9, a2
  sltu s1, t3, gp
  sltu s0, a4, a0
  sltu s6, t1, s6
  sltu ra, s5, t6
  sltu t4, a4, s7
  sltu tp, s1, s8
  sltu tp, s1, a3
  sltu a7, a2, s1
  sltu t5, a4, s3
  xor t6, t4, a6
  xor s6, s8, s3
  xor s5, a3, s11
  xor zero, a7, s8
  xor s6, s4, t5
  xor tp, t5, a3
  xor s1, gp, a7
  xor tp, s11, a2
  xor zero, s10, a4
  xor s5, ra, ra
  xor s8, s6, s4
  xor t3, s3, t5
  srl t1, s9, a4
  srl tp, sp, gp
  srl s3, s3, s7
  srl s0, s9, ra
  srl t6, a6, a4
  srl sp, t6, s2
  srl zero, s10, s5
  srl s9, a7, t1
  srl gp, gp, t2
  srl t4, s6, s4
  srl a4, gp, a4
  srl t3, s9, s11
  sra a0, ra, s3
  sra tp, ra, t1
  sra t0, s2, s8
  sra ra, a0, s0
  sra s8, s7, s8
  sra t6, s5, t3
  sra s5, s0, s1
  sra ra, t5, t4
  sra a7, sp, s6
  sra a1, t0, a7
  sra a2, s9, s3
  sra s6, t1, s11
  or a4, s5, a2
  or s1, t2, s7
  or s6, s5, s4
  or a5, s7, t2
  or s5, zero, t2
  or s8, s4, a5
  or tp, a4, s3
  or t4, t4, s11
  or s0, a0, t1
  or s6, a4, s0
  or a3, s7, s6
  or sp, s8, s11
  and s4, s0, t2
  and t6, t2, t2
  and s1, s8, a5
  and zero, t4, a1
  and s5, gp, a6
  and t1, s2, s6
  and t2, a1, a4
  and t4, sp, s10
  and s10, zero, a5
  and s2, a3, s6
  and t0, t1, s11
  and a7, sp, s4
  addw t2, t4, a0
  addw s8, s1, s10
  addw s0, s10, s6
  addw a3, t6, t4
  addw s7, s8, a2
  addw t3, s4, s3
  addw t5, a6, s11
  addw t0, tp, t1
  addw a1, s7, t3
  addw zero, t3, s9
  addw a7, a7, s8
  addw t6, s11, a6
  subw s6, sp, s6
  subw t4, a6, s11
  subw s0, t6, t6
  subw s2, a6, t0
  subw s2, s10, t0
  subw s11, a3, s0
  subw s5, tp, t6
  subw a0, a1, sp
  subw s3, t1, a0
  subw t0, a2, t6
  subw s0, s6, s2
  subw ra, s1, s7
  sllw t2, s7, s4
  sllw t3, ra, s7
  sllw t2, t4, s7
  sllw a1, t0, s7
  sllw s5, sp, s2
  sllw s7, ra, t6
  sllw t3, s1, a7
  sllw s3, ra, ra
  sllw s0, a3, gp
  sllw t4, a7, t2
  sllw s5, s3, t6
  sllw s6, a1, s11
  srlw s11, s1, s7
  srlw a5, t2, t2
  srlw s9, t6, ra
  srlw s3, a6, s10
  srlw gp, a1, t0
  srlw a1, a3, zero
  srlw s5, gp, a5
  srlw a1, s7, s3
  srlw s3, s9, sp
  srlw t0, s4, s11
  srlw t5, a5, s6
  srlw s6, tp, s0
  sraw s11, a4, a3
  sraw s2, t6, t2
  sraw s9, s9, t2
  sraw s8, gp, tp
  sraw t5, a6, t1
  sraw t3, s4, s3
  sraw a2, s9, s8
  sraw t3, s4, s7
  sraw s3, s7, zero
  sraw s4, s2, s8
  sraw gp, s3, s4
  sraw a4, s10, zero
  fence rw, iorw
  fence irw, r
  fence ior, ir
  fence o, ir
  fence iw, w
  fence w, iw
  fence o, orw
  fence irw, r
  fence w, ior
  fence io, iorw
  fence i, iow
  fence orw, o
  mul s0, a0, s10
  mul a5, t3, t6
  mul t0, a7, t5
  mul t0, t5, s9
  mul t6, s6, s11
  mul gp, gp, tp
  mul a4, a2, a7
  mul s10, t5, gp
  mul s8, t5, a3
  mul a7, s9, t4
  mul s4, s3, s2
  mul s8, s5, a1
  mulh s7, s10, t4
  mulh a6, s11, s5
  mulh s3, s6, sp
  mulh t1, a6, s11
  mulh a0, s2, t4
  mulh t1, ra, s10
  mulh s2, a5, s9
  mulh a1, sp, s1
  mulh s7, t3, s0
  mulh a5, a7, sp
  mulh s10, t3, a4
  mulh t6, a2, tp
  mulhsu sp, t3, t2
  mulhsu s9, s6, t3
  mulhsu sp, a2, s8
  mulhsu a4, a0, s1
  mulhsu t5, a5, s2
  mulhsu s10, s4, a6
  mulhsu t0, t0, s10
  mulhsu zero, zero, t4
  mulhsu s4, s1, s9
  mulhsu s1, s4, t2
  mulhsu s2, s0, a4
  mulhsu sp, a1, s6
  mulhu a1, s9, gp
  mulhu s5, sp, t4
  mulhu s5, zero, zero
  mulhu s9, s10, a7
  mulhu s1, t2, s11
  mulhu s0, ra, a0
  mulhu s2, a1, a2
  mulhu s6, t1, a6
  mulhu a4, s11, s5
  mulhu a3, a3, s3
  mulhu s10, s9, s4
  mulhu a2, s9, t4
  div t2, t1, s9
  div s5, t3, a1
  div a2, s9, a5
  div s2, s8, s8
  div s8, t3, t2
  div s6, s1, a0
  div s10, t6, s7
  div a7, t4, t2
  div t3, t5, a4
  div a0, s3, a3
  div a3, s7, t4
  div s8, s8, tp
  divu a4, s11, s8
  divu t6, t2, s10
  divu s3, s4, t0
  divu a1, t3, gp
  divu s11, tp, a7
  divu t0, t1, t5
  divu a4, s2, s10
  divu a4, a4, s2
  divu t3, ra, s5
  divu t3, t0, a1
  divu s0, sp, tp
  divu s8, a7, s4
  rem s1, s6, gp
  rem ra, tp, a7
  rem a1, t3, t4
  rem a7, zero, a3
  rem a0, zero, a3
  rem t1, s10, t6
  rem s10, a7, s8
  rem a0, gp, a5
  rem s4, s8, a2
  rem s9, t2, sp
  rem a3, a2, ra
  rem s5, gp, s6
  remu s4, s5, t5
  remu ra, a6, tp
  remu s4, s4, a6
  remu s0, s2, a2
  remu a1, sp, a4
  remu s0, s10, t2
  remu ra, sp, t2
  remu t0, ra, s11
  remu s3, t4, tp
  remu s11, s10, a3
  remu s1, a2, s4
  remu ra, t6, s6
  mulw s9, t0, a4
  mulw s11, s2, a2
  mulw t4, t6, a5
  mulw t3, ra, a5
  mulw zero, s9, t5
  mulw zero, a2, t4
  mulw s4, a6, ra
  mulw s5, s8, s7
  mulw t3, t0, s3
  mulw a6, a7, s5
  mulw t1, t6, a1
  mulw s3, s7, s11
  divw s7, s7, s2
  divw ra, t6, a3
  divw s0, gp, s2
  divw s10, a2, a2
  divw s9, s5, s6
  divw ra, a5, s3
  divw a5, a6, a6
  divw a1, s1, t6
  divw s9, t3, a4
  divw s3, t5, a6
  divw s5, a3, s8
  divw s9, zero, t6
  divuw a0, sp, zero
  divuw tp, t3, sp
  divuw t6, t0, s11
  divuw a7, t4, s2
  divuw t6, sp, a2
  divuw s2, zero, gp
  divuw t2, s7, s8
  divuw s1, a4, s10
  divuw t3, s5, s9
  divuw s10, t0, s0
  divuw gp, t3, s1
  divuw zero, t3, t6
  remw a7, t2, a5
  remw gp, t6, t4
  remw a2, zero, s9
  remw sp, a6, s8
  remw s5, t1, s9
  remw ra, a2, a6
  remw s5, a3, t6
  remw s10, s7, t0
  remw s7, s0, s6
  remw s2, gp, s3
  remw a4, s4, a5
  remw s9, s1, ra
  remuw a1, t0, t2
  remuw s10, s11, ra
  remuw zero, t6, s11
  remuw s5, t6, a3
  remuw s10, s5, zero
  remuw t6, t4, a6
  remuw a5, s6, a7
  remuw s0, a1, gp
  remuw t0, t6, s7
  remuw a0, ra, s3
  remuw gp, s3, a3
  remuw t1, s8, s5
  lr.w.rl a4, (s10)
  lr.w.aq s3, (t1)
  lr.w.aqrl t1, (s3)
  lr.w.rl t0, (sp)
  lr.w.aq a1, (s7)
  lr.w.aqrl a5, (t3)
  lr.w.rl s2, (s5)
  lr.w tp, (t6)
  lr.w ra, (t2)
  lr.w.rl t5, (tp)
  lr.w.rl t3, (s11)
  lr.w.rl zero, (a4)
  sc.w.aq a3, s7, (s10)
  sc.w.rl t5, a0, (s11)
  sc.w.rl tp, s3, (a4)
  sc.w.aq a3, a1, (a5)
  sc.w.aqrl s9, s11, (s9)
  sc.w.aq ra, a2, (zero)
  sc.w s9, a3, (s0)
  sc.w ra, ra, (a1)
  sc.w.aqrl s5, a6, (s1)
  sc.w.rl t5, ra, (a0)
  sc.w.aq tp, s8, (s2)
  sc.w a2, a3, (ra)
  amoswap.w.aq sp, s4, (s4)
  amoswap.w.aqrl a5, s8, (s8)
  amoswap.w t5, s5, (a5)
  amoswap.w.aqrl a7, s2, (s6)
  amoswap.w.aq ra, s10, (a7)
  amoswap.w.aqrl t0, s4, (a3)
  amoswap.w.rl s7, s1, (s0)
  amoswap.w a3, t3, (s6)
  amoswap.w t3, s0, (s11)
  amoswap.w s9, a0, (sp)
  amoswap.w.aq s0, t4, (gp)
  amoswap.w a6, tp, (t3)
  amoadd.w.aqrl s2, a2, (s4)
  amoadd.w.aqrl a1, s6, (s3)
  amoadd.w.rl sp, s5, (s10)
  amoadd.w.aqrl s2, t1, (a4)
  amoadd.w s11, s8, (t3)
  amoadd.w.aq tp, s11, (sp)
  amoadd.w.aqrl a0, s3, (t1)
  amoadd.w.aq s1, t1, (s11)
  amoadd.w a0, t4, (t6)
  amoadd.w tp, t2, (t2)
  amoadd.w.aqrl t1, s8, (a0)
  amoadd.w.aqrl s8, a3, (sp)
  amoxor.w.aq sp, a2, (a0)
  amoxor.w.rl zero, tp, (a0)
  amoxor.w.aq s1, tp, (t6)
  amoxor.w.rl a6, t0, (t1)
  amoxor.w.aqrl s11, s0, (s5)
  amoxor.w.aqrl t6, t6, (t1)
  amoxor.w a2, s11, (a2)
  amoxor.w.aqrl s0, t1, (t1)
  amoxor.w.aq t2, s3, (zero)
  amoxor.w.aqrl s10, tp, (t0)
  amoxor.w.rl t3, a4, (gp)
  amoxor.w.aq s5, a4, (t5)
  amoand.w.aq t0, s1, (t3)
  amoand.w.aqrl a7, a4, (a1)
  amoand.w.aq a6, tp, (t3)
  amoand.w.aqrl t6, s1, (a3)
  amoand.w t6, s6, (s6)
  amoand.w.rl s0, zero, (a3)
  amoand.w.rl a5, s3, (s11)
  amoand.w.aq s7, t6, (s4)
  amoand.w.aq t3, a6, (s5)
  amoand.w.aqrl t5, gp, (sp)
  amoand.w.rl s10, t5, (t4)
  amoand.w.aq a2, s1, (s9)
  amoor.w.aq a3, t6, (a0)
  amoor.w.aqrl s1, a4, (s3)
  amoor.w.aq s8, a1, (s0)
  amoor.w.rl a7, s10, (zero)
  amoor.w s6, a3, (gp)
  amoor.w.rl a4, t6, (t1)
  amoor.w.aqrl tp, a3, (t1)
  amoor.w sp, t5, (t3)
  amoor.w.aqrl a0, a5, (a1)
  amoor.w ra, s10, (a3)
  amoor.w s4, zero, (s7)
  amoor.w.aqrl s3, t5, (ra)
  amomin.w.rl a7, s6, (a6)
  amomin.w.aqrl a4, a1, (a1)
  amomin.w a2, a4, (zero)
  amomin.w.aqrl a1, t1, (a2)
  amomin.w s4, s3, (s0)
  amomin.w.rl s2, a0, (gp)
  amomin.w.aq s6, s0, (zero)
  amomin.w.aq s3, t0, (t4)
  amomin.w.aq a2, t5, (s10)
  amomin.w tp, s9, (s6)
  amomin.w.aq t4, sp, (t1)
  amomin.w.rl tp, s4, (t3)
  amomax.w.aqrl s0, a1, (s0)
  amomax.w.aq s2, a0, (s4)
  amomax.w s5, a3, (t1)
  amomax.w.aq a2, t2, (a3)
  amomax.w.aq a6, s1, (a5)
  amomax.w.aqrl sp, tp, (a0)
  amomax.w.aqrl sp, t1, (t5)
  amomax.w.aqrl s11, sp, (s7)
  amomax.w.aqrl s5, s7, (s3)
  amomax.w.rl s10, gp, (s5)
  amomax.w.aqrl s6, sp, (t4)
  amomax.w.rl gp, gp, (s10)
  amominu.w.aqrl s0, gp, (a6)
  amominu.w zero, s6, (t5)
  amominu.w s11, s1, (t6)
  amominu.w s0, t0, (s5)
  amominu.w.aq gp, ra, (s9)
  amominu.w.rl zero, a1, (a4)
  amominu.w gp, a7, (s10)
  amominu.w.rl gp, s4, (ra)
  amominu.w.rl t1, zero, (a3)
  amominu.w.aq t5, s4, (a7)
  amominu.w.aq t6, s3, (tp)
  amominu.w.rl a6, a5, (sp)
  amomaxu.w.aq a3, a5, (t2)
  amomaxu.w.aqrl sp, s5, (a2)
  amomaxu.w.aqrl a0, a3, (t5)
  amomaxu.w.rl a3, s3, (zero)
  amomaxu.w.aqrl s5, s10, (t1)
  amomaxu.w.aq a0, t4, (t2)
  amomaxu.w t4, a3, (tp)
  amomaxu.w.aqrl zero, s2, (t0)
  amomaxu.w.rl a1, t0, (t5)
  amomaxu.w.rl s7, s9, (a1)
  amomaxu.w ra, s7, (a3)
  amomaxu.w s9, s6, (t1)
  lr.d t0, (s9)
  lr.d.rl t2, (a4)
  lr.d s10, (s10)
  lr.d.aqrl t5, (a0)
  lr.d.aqrl s10, (a7)
  lr.d.aq s2, (a5)
  lr.d.rl t0, (a0)
  lr.d.rl t3, (t3)
  lr.d.aq s3, (s9)
  lr.d.aqrl s1, (a6)
  lr.d.aq a5, (s1)
  lr.d t0, (a5)
  sc.d.aqrl t5, a1, (t3)
  sc.d.aqrl s10, t4, (t1)
  sc.d.aqrl s8, a7, (t0)
  sc.d s1, a3, (s9)
  sc.d.aq t1, s6, (s7)
  sc.d.aqrl s1, t5, (s11)
  sc.d s0, t2, (s7)
  sc.d.aq a7, s3, (gp)
  sc.d.aq sp, s3, (s5)
  sc.d.aqrl a3, t6, (a6)
  sc.d.aqrl ra, zero, (s10)
  sc.d.aq tp, s11, (s9)
  amoswap.d.aq a7, s2, (a2)
  amoswap.d.aq t0, s8, (s1)
  amoswap.d.rl zero, s9, (a7)
  amoswap.d.aqrl s4, a2, (s6)
  amoswap.d.aqrl t4, s0, (s5)
  amoswap.d.aqrl a3, t5, (s2)
  amoswap.d s9, t3, (ra)
  amoswap.d.rl a7, s4, (a4)
  amoswap.d t1, s11, (t2)
  amoswap.d s5, tp, (a7)
  amoswap.d.rl t6, a3, (s7)
  amoswap.d.rl a4, a3, (ra)
  amoadd.d s4, s0, (t1)
  amoadd.d t1, s7, (s8)
  amoadd.d.aqrl a2, s8, (s10)
  amoadd.d.aqrl a7, a2, (a3)
  amoadd.d a6, t3, (t0)
  amoadd.d a6, a2, (s6)
  amoadd.d.rl a5, t3, (a3)
  amoadd.d.aqrl a7, t0, (t4)
  amoadd.d.aq a7, sp, (s3)
  amoadd.d.aqrl s4, s6, (a1)
  amoadd.d.rl a6, a2, (s9)
  amoadd.d s0, s10, (a3)
  amoxor.d s5, t0, (s8)
  amoxor.d.rl s3, s6, (gp)
  amoxor.d.rl t0, gp, (a5)
  amoxor.d.aqrl s5, s8, (a7)
  amoxor.d.rl a4, s10, (a0)
  amoxor.d.rl s8, s1, (s5)
  amoxor.d s6, t6, (s0)
  amoxor.d.aqrl ra, t5, (ra)
  amoxor.d.aq t3, sp, (s4)
  amoxor.d.aqrl s3, t2, (ra)
  amoxor.d.aq s10, s6, (a7)
  amoxor.d.aqrl a4, s3, (sp)
  amoand.d.aq s5, sp, (t4)
  amoand.d.aq a0, t1, (t1)
  amoand.d t0, t3, (t0)
  amoand.d.aq s10, s5, (t3)
  amoand.d.aq s4, sp, (a3)
  amoand.d a2, a7, (s10)
  amoand.d.aq t2, a2, (s3)
  amoand.d.rl t6, a6, (s4)
  amoand.d.aq zero, t0, (a2)
  amoand.d.aqrl zero, s0, (a7)
  amoand.d s5, tp, (s11)
  amoand.d.aq tp, gp, (s9)
  amoor.d.aq s2, a4, (s1)
  amoor.d.aqrl s7, s7, (s8)
  amoor.d.aq zero, a1, (a3)
  amoor.d.aqrl s3, gp, (s4)
  amoor.d.aqrl t5, t3, (t3)
  amoor.d.aqrl s10, a3, (t2)
  amoor.d.aq a4, s9, (tp)
  amoor.d.aq a1, a6, (gp)
  amoor.d.aq a5, s9, (t0)
  amoor.d.rl s6, s10, (s0)
  amoor.d.aqrl ra, a4, (t0)
  amoor.d.rl gp, a3, (a5)
  amomin.d.aq t4, t5, (t2)
  amomin.d.rl tp, t0, (a6)
  amomin.d.aqrl zero, t1, (s3)
  amomin.d a7, a0, (t1)
  amomin.d.aq zero, a5, (zero)
  amomin.d.aq a6, s1, (a2)
  amomin.d a2, s2, (a5)
  amomin.d.aqrl t6, t3, (s1)
  amomin.d t3, t1, (s11)
  amomin.d ra, t0, (t6)
  amomin.d t4, a0, (a3)
  amomin.d t0, t4, (s11)
  amomax.d.aqrl s8, s11, (t2)
  amomax.d.aqrl a2, t1, (a5)
  amomax.d t4, a1, (s1)
  amomax.d.rl s4, s0, (s10)
  amomax.d.aqrl a2, a2, (a0)
  amomax.d.aqrl t0, s5, (ra)
  amomax.d.aq s8, s9, (zero)
  amomax.d.aqrl t6, t0, (gp)
  amomax.d a0, t3, (t1)
  amomax.d.aqrl s7, s6, (t1)
  amomax.d s8, tp, (gp)
  amomax.d zero, t5, (s9)
  amominu.d t1, t1, (t6)
  amominu.d s10, sp, (t0)
  amominu.d t6, a3, (t4)
  amominu.d.aq a5, s8, (s9)
  amominu.d.aq a3, tp, (sp)
  amominu.d.aq t0, a7, (t0)
  amominu.d.aq s3, s2, (zero)
  amominu.d.aq sp, a2, (s9)
  amominu.d.rl a7, gp, (t5)
  amominu.d.rl s9, tp, (s0)
  amominu.d.aqrl sp, s3, (tp)
  amominu.d.aq t1, t4, (s10)
  amomaxu.d.rl s4, s8, (t4)
  amomaxu.d t4, a6, (a3)
  amomaxu.d.aqrl t2, t4, (t3)
  amomaxu.d.aqrl zero, s10, (t6)
  amomaxu.d.rl ra, a1, (a5)
  amomaxu.d.aq s7, a0, (t3)
  amomaxu.d gp, gp, (t1)
  amomaxu.d.aqrl s10, a0, (s1)
  amomaxu.d.rl t4, s8, (s5)
  amomaxu.d.rl a6, s6, (s0)
  amomaxu.d.rl s7, a4, (tp)
  amomaxu.d.aqrl t3, sp, (a6)
  flw ft2, 254(t1)
  flw fs10, -778(a4)
  flw ft8, -1284(t6)
  flw fa2, 1327(s1)
  flw ft9, 252(s0)
  flw fs9, -1315(t1)
  flw fa5, 388(s1)
  flw fs9, 718(zero)
  flw fa2, -216(t6)
  flw fs7, 749(sp)
  flw fs4, 301(t2)
  flw fs11, -830(tp)
  fsw ft2, 949(t5)
  fsw ft8, 1033(ra)
  fsw fa0, 469(ra)
  fsw ft5, -1698(s9)
  fsw ft4, -1429(t6)
  fsw fs7, 72(s7)
  fsw ft1, 1091(t0)
  fsw ft10, -744(t6)
  fsw fa0, 1441(a0)
  fsw ft7, -63(s8)
  fsw ft0, -435(a1)
  fsw fs1, 1060(t3)
  fmadd.s ft9, fs10, fs3, ft3
  fmadd.s ft11, ft0, fs1, ft5, rne
  fmadd.s ft5, ft5, fa2, fs1, rtz
  fmadd.s ft10, ft3, fs9, fa2, rtz
  fmadd.s fa2, fa3, fs8, fs6, rne
  fmadd.s fs9, fs4, fs4, fs0
  fmadd.s fa4, ft10, ft7, fa5, rmm
  fmadd.s fs7, fa6, ft11, ft0, rdn
  fmsub.s fs11, fs2, fs0, fa7, rup
  fmsub.s ft3, fa1, ft2, fs6
  fmsub.s fa3, fa6, ft8, fa1, rup
  fmsub.s fs5, ft1, ft11, ft7, rne
  fmsub.s fa2, ft2, fs0, fa6, rtz
  fmsub.s ft0, fa7, ft7, fs9, rup
  fmsub.s fa1, ft5, fs7, fa0, rup
  fmsub.s fs3, fa4, ft1, fs10
  fmsub.s fa5, fa6, fs0, fs3, rup
  fmsub.s ft7, ft4, ft8, ft0, rdn
  fnmsub.s ft8, fs8, fa4, ft7, rne
  fnmsub.s fa1, ft0, ft6, fa6, rmm
  fnmsub.s ft7, fs11, fa0, fs0, rmm
  fnmsub.s ft11, fa0, fs5, ft2, rne
  fnmsub.s ft2, fa3, ft9, fs11, rmm
  fnmsub.s fs8, fa2, fs4, fs4, rdn
  fnmsub.s fs2, ft11, fs7, fs11, rtz
  fnmsub.s fs7, ft4, fa2, fa6, rdn
  fnmsub.s fs1, ft10, fs1, fa1, rtz
  fnmsub.s fs4, fs4, ft7, ft6, rtz
  fnmsub.s fa7, fs7, fs3, ft8, rmm
  fnmadd.s ft0, fs4, fs11, fs5, rtz
  fnmadd.s fs10, fa5, ft1, fa3, rup
  fnmadd.s fs2, ft7, fa2, fa4, rtz
  fnmadd.s fs8, fs11, ft1, fs7, rmm
  fnmadd.s ft10, ft7, ft4, ft11, rne
  fnmadd.s fs5, ft10, fa5, ft2, rne
  fnmadd.s ft1, fs10, fs7, fs1, rmm
  fnmadd.s ft11, fs8, ft8, ft4, rdn
  fnmadd.s ft11, fs6, ft5, ft11, rtz
  fnmadd.s ft1, fa1, ft1, fs8
  fadd.s fs0, fs1, fs3, rdn
  fadd.s fs4, fa2, fs9
  fadd.s fs4, fa7, ft1, rmm
  fadd.s fs11, fs4, fa6
  fadd.s fs0, fs6, fa0, rmm
  fadd.s ft1, fs0, ft3
  fadd.s fa7, fs7, ft8, rdn
  fadd.s fa7, fs6, fs0, rup
  fadd.s fs7, ft11, fs8, rup
  fadd.s fs2, ft2, fs6, rtz
  fsub.s ft11, fa1, fs10, rne
  fsub.s fa1, ft6, ft9
  fsub.s fs0, fa4, fs9, rmm
  fsub.s fa6, fa4, ft0, rdn
  fsub.s fs7, fa4, ft5
  fsub.s fa2, fs10, fs2, rdn
  fsub.s fs6, ft10, fa7, rtz
  fsub.s fa2, ft0, fs0, rdn
  fsub.s fs7, ft11, fs10, rtz
  fsub.s fa3, ft1, fs3, rne
  fsub.s fs10, fs3, fa3
  fmul.s fs5, ft4, fa5, rtz
  fmul.s ft6, ft8, fa3, rtz
  fmul.s ft6, fs1, fs11, rtz
  fmul.s ft11, fs11, fa0, rdn
  fmul.s fs4, ft7, ft1, rtz
  fmul.s fa7, fs8, fs7, rup
  fmul.s ft2, fa4, ft2, rtz
  fmul.s ft8, fs5, fa2, rtz
  fmul.s ft9, fa7, ft8, rtz
  fmul.s fa5, fs9, ft1
  fmul.s ft3, fs2, fa5, rne
  fdiv.s ft10, fs10, ft2, rmm
  fdiv.s fa3, fa4, fs3, rdn
  fdiv.s ft6, fa7, ft10, rup
  fdiv.s ft10, fs1, fs1, rup
  fdiv.s ft0, ft8, fs11, rmm
  fdiv.s fa4, fs4, ft10, rup
  fdiv.s ft4, fs2, ft11, rtz
  fdiv.s ft9, fs4, fa1
  fdiv.s fs2, fa7, ft9, rup
  fdiv.s fa6, ft2, fs2, rmm
  fdiv.s fs6, fa3, fa2
  fdiv.s fa1, ft2, ft0, rup
  fsqrt.s ft8, ft5, rne
  fsqrt.s fs0, ft4
  fsqrt.s fa1, ft9, rne
  fsqrt.s ft1, fa2, rtz
  fsqrt.s fa0, ft9, rmm
  fsqrt.s fs6, fs8, rdn
  fsqrt.s ft11, ft2, rdn
  fsqrt.s fs11, fs11, rdn
  fsqrt.s fs5, ft0, rmm
  fsqrt.s ft11, ft9, rmm
  fsqrt.s fs4, ft5, rne
  fsgnj.s fs11, ft11, fs11
  fsgnj.s fa0, fa5, fs5
  fsgnj.s ft4, ft2, fs10
  fsgnj.s ft5, ft3, ft6
  fsgnj.s ft11, ft5, fa3
  fsgnj.s ft9, fs3, ft6
  fsgnj.s fa1, ft10, fa4
  fsgnj.s ft8, fs11, ft4
  fsgnj.s ft4, fs10, ft6
  fsgnj.s fs10, fa3, fa2
  fsgnj.s ft5, fa5, fs10
  fsgnj.s ft5, ft10, fa1
  fsgnjn.s fs1, fs3, fa1
  fsgnjn.s fs10, fs4, fa5
  fsgnjn.s fa2, fs7, ft6
  fsgnjn.s ft11, fa5, ft11
  fsgnjn.s ft9, ft6, fa5
  fsgnjn.s fa4, ft9, fa0
  fsgnjn.s ft10, fa2, fa7
  fsgnjn.s ft4, fs0, ft2
  fsgnjn.s ft7, fa2, fa0
  fsgnjn.s ft3, fs0, fs7
  fsgnjn.s ft4, fa2, fa2
  fsgnjn.s fa2, fs5, ft6
  fsgnjx.s ft7, fa2, ft7
  fsgnjx.s fa7, ft6, fa3
  fsgnjx.s fs1, ft3, ft1
  fsgnjx.s fa1, fs6, fa5
  fsgnjx.s fa5, fs2, fs4
  fsgnjx.s fs10, fa3, ft9
  fsgnjx.s fs1, ft4, fs10
  fsgnjx.s fs0, fa3, fs6
  fsgnjx.s ft9, fs7, fs8
  fsgnjx.s fs3, ft9, ft11
  fsgnjx.s fs7, ft6, ft8
  fsgnjx.s fs3, fs7, ft11
  fmin.s fa0, fa0, ft10
  fmin.s fa2, ft5, fa6
  fmin.s fs4, ft2, ft6
  fmin.s fs11, fa3, ft6
  fmin.s fa7, fa0, fs8
  fmin.s fa1, ft1, fs5
  fmin.s ft11, ft11, fs9
  fmin.s ft4, fs4, fs10
  fmin.s fs4, fs0, fa2
  fmin.s fs7, ft11, fa0
  fmin.s fs1, fs7, fa6
  fmin.s ft3, fs9, ft1
  fmax.s ft1, fs4, ft6
  fmax.s fa1, fs10, fs10
  fmax.s ft10, ft8, fa7
  fmax.s ft8, fs11, ft3
  fmax.s ft2, fs1, fa5
  fmax.s ft8, fs4, ft4
  fmax.s fa4, fs2, fa5
  fmax.s fs7, ft4, ft0
  fmax.s fa2, ft3, ft8
  fmax.s fa4, fa5, fs8
  fmax.s fa7, fa0, fa7
  fmax.s fs6, fa6, fs10
  fcvt.w.s sp, fa1, rmm
  fcvt.w.s a7, ft8, rmm
  fcvt.w.s s5, fa2
  fcvt.w.s t1, ft7, rdn
  fcvt.w.s s2, ft10, rdn
  fcvt.w.s t2, fs5, rdn
  fcvt.wu.s t3, ft1, rne
  fcvt.wu.s t6, ft3, rmm
  fcvt.wu.s t3, ft5, rmm
  fcvt.wu.s a1, fa6, rmm
  fcvt.wu.s s5, ft8, rmm
  fcvt.wu.s s3, ft8, rup
  fcvt.l.s s0, ft1, rup
  fcvt.l.s a1, fa5, rup
  fcvt.l.s a6, fa2, rne
  fcvt.l.s a7, fa0, rtz
  fcvt.l.s gp, fa3
  fcvt.l.s sp, ft0, rup
  fcvt.l.s a2, fs5, rmm
  fcvt.l.s t5, ft6
  fcvt.l.s s8, ft9, rmm
  fcvt.l.s a0, fa1
  fcvt.lu.s a0, fs1, rne
  fcvt.lu.s a4, fa6, rup
  fcvt.lu.s s3, ft10, rne
  fcvt.lu.s a4, ft1, rne
  fcvt.lu.s a4, ft9, rdn
  fcvt.lu.s s0, ft3, rdn
  fcvt.lu.s t6, fs5
  fcvt.lu.s t3, fs9, rup
  fcvt.lu.s s2, fs1, rtz
  fcvt.lu.s a1, fs11, rmm
  fcvt.lu.s s7, fs9, rdn
  fcvt.s.w ft8, s5
  fcvt.s.w ft8, a4, rup
  fcvt.s.w ft0, s9
  fcvt.s.w fs2, a4, rne
  fcvt.s.w fa0, s7, rmm
  fcvt.s.w fs0, t5, rmm
  fcvt.s.w fs7, t1, rup
  fcvt.s.w fs11, t5, rne
  fcvt.s.w ft2, s0
  fcvt.s.wu ft11, s8
  fcvt.s.wu ft4, zero, rdn
  fcvt.s.wu fs1, gp, rne
  fcvt.s.wu fa4, a5, rdn
  fcvt.s.wu fs10, a1, rdn
  fcvt.s.wu ft8, t6
  fcvt.s.wu ft5, sp, rmm
  fcvt.s.wu ft11, a5, rmm
  fcvt.s.l fs5, gp, rtz
  fcvt.s.l fs1, s3, rup
  fcvt.s.l fs8, a0, rne
  fcvt.s.l fs3, s1, rup
  fcvt.s.l fa1, zero, rtz
  fcvt.s.l fs1, s9, rup
  fcvt.s.l fs3, s7, rup
  fcvt.s.l fs10, s1, rup
  fcvt.s.l ft7, s0
  fcvt.s.lu fs3, a4, rmm
  fcvt.s.lu fa0, a1, rdn
  fcvt.s.lu fs9, a2, rne
  fcvt.s.lu fa2, a1, rdn
  fcvt.s.lu fs5, s5, rup
  fcvt.s.lu fa3, t3, rdn
  fmv.x.w t6, ft7
  fmv.x.w s11, fs1
  fmv.x.w s4, ft11
  fmv.x.w t1, fs9
  fmv.x.w s0, fs0
  fmv.x.w t0, fs2
  fmv.x.w t4, ft1
  fmv.x.w ra, ft10
  fmv.x.w a2, ft6
  fmv.x.w t4, ft1
  fmv.x.w s7, ft11
  fmv.x.w t1, fs11
  fmv.w.x fs8, a7
  fmv.w.x ft3, t1
  fmv.w.x ft10, sp
  fmv.w.x ft2, t1
  fmv.w.x fs9, s5
  fmv.w.x fs9, t3
  fmv.w.x fa0, s3
  fmv.w.x fs2, t4
  fmv.w.x fs8, ra
  fmv.w.x ft8, a0
  fmv.w.x fs7, sp
  fmv.w.x ft0, s10
  feq.s a1, fs2, ft0
  feq.s t2, ft3, fa5
  feq.s a7, fa6, fs0
  feq.s s10, fs2, ft0
  feq.s gp, ft11, ft5
  feq.s t1, fs8, fa7
  feq.s s5, fs5, ft5
  feq.s a7, ft0, ft8
  feq.s s8, ft1, ft3
  feq.s s3, ft6, fa7
  feq.s a3, fs5, ft10
  feq.s a1, fa5, ft4
  flt.s t1, fa2, ft10
  flt.s t3, ft1, fa6
  flt.s s4, ft8, fa7
  flt.s a5, ft9, ft0
  flt.s t4, fa2, ft3
  flt.s a7, ft10, fs3
  flt.s s5, fa5, fs8
  flt.s s8, fa1, ft11
  flt.s sp, fs11, ft6
  flt.s sp, ft0, fs3
  flt.s s11, ft1, fa2
  flt.s s9, ft11, ft10
  fle.s a2, fs8, fs10
  fle.s s5, fs0, fa1
  fle.s t4, fs9, fa1
  fle.s t5, fs9, fa2
  fle.s s3, fs9, fa7
  fle.s s6, ft6, ft11
  fle.s t5, ft8, ft3
  fle.s t0, ft11, fa2
  fle.s s11, fs8, ft5
  fle.s s10, fs8, fs10
  fle.s s4, fs5, fs9
  fle.s s1, ft9, fa1
  fclass.s a1, fs9
  fclass.s a3, fs7
  fclass.s s10, ft0
  fclass.s t1, ft2
  fclass.s s7, fa2
  fclass.s zero, fs7
  fclass.s s2, ft2
  fclass.s t3, ft7
  fclass.s t5, fa0
  fclass.s t2, ft11
  fclass.s t4, ft0
  fclass.s s1, ft5
  fld fs6, -1402(a5)
  fld ft6, 651(s3)
  fld fa2, 1705(t2)
  fld ft5, 1372(t6)
  fld ft1, -1391(a2)
  fld ft11, -1843(a1)
  fld fa2, 1474(a7)
  fld fa5, 821(t2)
  fld ft6, -1205(ra)
  fld fs4, -67(a5)
  fld ft6, 234(sp)
  fld fs10, 1064(a6)
  fsd ft8, -2045(a6)
  fsd fs4, 546(t2)
  fsd ft0, 655(s3)
  fsd fa3, -1124(a7)
  fsd fs0, 1871(t0)
  fsd fa0, -209(t6)
  fsd fa6, -526(s1)
  fsd ft3, 1264(zero)
  fsd ft11, 941(s8)
  fsd fs1, 277(s4)
  fsd ft5, 1173(t5)
  fsd fs10, 1900(s0)
  fmadd.d fs8, ft8, fs9, fs4, rup
  fmadd.d ft11, fa6, ft1, fa0, rmm
  fmadd.d fs3, fs5, fa4, fa3, rup
  fmadd.d ft5, ft8, ft7, ft11, rne
  fmadd.d ft4, fs0, ft1, fa5, rdn
  fmadd.d fa4, ft8, ft9, ft3, rdn
  fmsub.d fa2, ft2, fa2, fs5, rup
  fmsub.d fa6, ft9, ft3, fs3
  fmsub.d ft2, fa0, fa7, fs1, rmm
  fmsub.d fs11, fa6, fa0, ft8
  fmsub.d fa6, fs6, fs11, fa3, rdn
  fmsub.d fs6, ft2, fs11, fa4
  fmsub.d fs11, ft3, fa6, fs7
  fnmsub.d fs10, fa1, ft3, fs4, rne
  fnmsub.d ft5, ft4, ft7, fa5, rmm
  fnmsub.d fs2, fs0, ft8, ft7, rdn
  fnmsub.d ft8, ft5, fa6, fs5, rtz
  fnmsub.d fs11, fs7, ft6, ft1, rup
  fnmsub.d fa6, fs11, fs10, fs1, rtz
  fnmsub.d ft6, ft9, fs6, fa4, rdn
  fnmsub.d ft3, ft6, fs1, ft0, rup
  fnmadd.d ft9, fa0, fs11, fs9
  fnmadd.d ft6, ft5, fs9, fs2, rne
  fnmadd.d fs11, ft3, fa7, ft10, rne
  fnmadd.d fa5, ft1, ft8, ft9, rne
  fnmadd.d fa6, fs1, fs5, ft0, rne
  fnmadd.d fa6, ft10, fa5, fs0, rne
  fnmadd.d fs1, ft6, fs8, fs8, rmm
  fnmadd.d fs9, ft11, fs5, fs1, rup
  fnmadd.d fa6, fs11, ft10, ft11, rup
  fnmadd.d fa5, fs5, ft7, fs8, rtz
  fnmadd.d fs5, ft5, ft0, ft10, rtz
  fadd.d fa4, ft11, fa7, rdn
  fadd.d ft7, fa4, fa0
  fadd.d fa1, fa5, fs0, rne
  fadd.d ft9, fs5, ft2, rne
  fadd.d ft11, fs7, fa0
  fadd.d fa6, ft10, fs1, rtz
  fadd.d fa5, fs10, fa6, rmm
  fsub.d fa4, ft1, fs4
  fsub.d ft2, ft1, fs3, rup
  fsub.d fs1, ft8, ft10, rmm
  fsub.d fs2, fs3, fs3, rne
  fsub.d fs8, ft6, ft9
  fsub.d fa0, ft2, fs10, rdn
  fsub.d ft3, ft1, fa7
  fsub.d ft7, fs3, fa2, rmm
  fmul.d ft3, ft6, fs11, rup
  fmul.d ft5, fs1, fs8, rne
  fmul.d ft6, fs5, fa6, rmm
  fmul.d fs0, fs10, ft1, rdn
  fmul.d ft10, ft11, fs1, rtz
  fmul.d fs11, fa2, ft2, rmm
  fmul.d fs2, fs1, fs1
  fmul.d fs10, fa1, fs7
  fdiv.d ft2, fa5, ft8, rtz
  fdiv.d fs8, ft3, fs4, rtz
  fdiv.d ft6, fa5, ft11
  fdiv.d ft11, fa6, fs3, rtz
  fdiv.d ft2, ft2, fs3, rne
  fdiv.d fa1, fs2, fs2
  fdiv.d ft11, fs7, fs7, rtz
  fdiv.d fs0, fs11, ft9
  fsqrt.d fa5, fs6, rmm
  fsqrt.d fa3, ft4
  fsqrt.d ft7, fa3, rdn
  fsqrt.d fa0, fs2, rdn
  fsqrt.d ft10, fs4
  fsqrt.d fs0, fa7, rdn
  fsqrt.d fs8, ft8, rne
  fsqrt.d ft10, ft6, rmm
  fsqrt.d ft8, ft7, rdn
  fsgnj.d fa6, ft11, fs5
  fsgnj.d ft3, ft6, ft1
  fsgnj.d ft4, ft11, ft2
  fsgnj.d ft11, ft8, fa0
  fsgnj.d ft2, ft0, ft3
  fsgnj.d ft8, ft0, fs5
  fsgnj.d fs5, fs2, ft1
  fsgnj.d ft1, fs2, fs8
  fsgnj.d ft9, fa3, ft7
  fsgnj.d fa2, fa2, fs6
  fsgnj.d fs0, fa5, fs2
  fsgnj.d fa3, fs4, ft1
  fsgnjn.d ft11, fs2, ft11
  fsgnjn.d fa2, fa0, fa5
  fsgnjn.d fs10, ft9, fs4
  fsgnjn.d ft5, ft2, fa3
  fsgnjn.d fa0, fs4, ft2
  fsgnjn.d fs6, ft11, fs1
  fsgnjn.d fa5, ft5, ft11
  fsgnjn.d fs8, ft6, fs8
  fsgnjn.d ft7, fa6, ft3
  fsgnjn.d ft1, fs2, fa7
  fsgnjn.d ft4, fs2, ft1
  fsgnjn.d fa1, fs4, ft11
  fsgnjx.d fa2, ft7, fs2
  fsgnjx.d fs6, fa6, fs0
  fsgnjx.d ft6, fs5, ft0
  fsgnjx.d fs7, fa6, ft11
  fsgnjx.d fs9, ft6, fs5
  fsgnjx.d fs11, ft8, fa5
  fsgnjx.d fs2, fa0, ft1
  fsgnjx.d ft0, ft2, fs4
  fsgnjx.d ft5, ft4, fs5
  fsgnjx.d ft3, fs11, ft4
  fsgnjx.d fs11, fs1, fs6
  fsgnjx.d fs2, ft3, fs0
  fmin.d fs11, fa1, fs10
  fmin.d fs5, fa2, ft3
  fmin.d ft9, fs6, ft3
  fmin.d fs9, fa0, ft9
  fmin.d ft0, fa5, ft1
  fmin.d ft5, fs0, fs11
  fmin.d fs10, fa5, ft5
  fmin.d fs3, ft6, fs3
  fmin.d ft10, fa3, fs6
  fmin.d fs8, fa5, fs3
  fmin.d fs10, fs4, fs5
  fmin.d fs8, fa4, fs11
  fmax.d fs1, fs2, ft7
  fmax.d ft0, fs9, ft9
  fmax.d fs10, ft0, fs9
  fmax.d fs0, fs11, fs10
  fmax.d ft7, fs1, fs9
  fmax.d fs0, fs7, fs7
  fmax.d ft8, fs11, fs0
  fmax.d fa3, ft4, fs8
  fmax.d fs9, fa2, fa3
  fmax.d ft10, ft9, fs11
  fmax.d fa4, ft4, fs9
  fmax.d ft1, fs2, ft11
  fcvt.s.d fs9, ft8, rtz
  fcvt.s.d fs0, fs8, rdn
  fcvt.s.d fa0, fs0, rup
  fcvt.s.d fs0, fs0, rmm
  fcvt.s.d fs11, ft10, rne
  fcvt.s.d fa4, fs2, rtz
  fcvt.s.d fa6, fa4, rup
  fcvt.s.d fs8, fa3, rdn
  fcvt.w.d a2, ft8, rdn
  fcvt.w.d a3, ft3, rup
  fcvt.w.d t2, fa6, rdn
  fcvt.w.d gp, fs9, rdn
  fcvt.w.d t1, fa1, rmm
  fcvt.w.d a3, fs5, rup
  fcvt.w.d t3, fa7, rmm
  fcvt.wu.d s4, ft7, rne
  fcvt.wu.d t5, fs4, rtz
  fcvt.wu.d a4, fa5, rup
  fcvt.wu.d t0, fs3, rne
  fcvt.wu.d s6, ft7, rdn
  fcvt.wu.d s3, ft10, rup
  fcvt.wu.d s5, ft4, rdn
  fcvt.wu.d a1, fs2
  fcvt.wu.d t5, fa7, rmm
  fcvt.wu.d a3, fa3, rtz
  fcvt.l.d sp, fs1, rup
  fcvt.l.d a2, fa0, rdn
  fcvt.l.d s9, ft9, rmm
  fcvt.l.d s1, ft1
  fcvt.l.d s6, ft7, rdn
  fcvt.l.d t4, ft9, rtz
  fcvt.l.d s7, fs8, rtz
  fcvt.l.d a7, fa0, rtz
  fcvt.lu.d s10, fa7, rtz
  fcvt.lu.d t4, ft7, rtz
  fcvt.lu.d t4, fs11, rdn
  fcvt.lu.d a7, ft0, rne
  fcvt.lu.d tp, fs11, rup
  fcvt.lu.d t2, ft2, rne
  fcvt.lu.d s3, fs2, rne
  fcvt.lu.d s6, fs3, rdn
  fcvt.d.l fs10, s9, rup
  fcvt.d.l ft6, t5, rne
  fcvt.d.l ft9, a3
  fcvt.d.l fs0, s9, rdn
  fcvt.d.l fs5, s0, rne
  fcvt.d.l fs0, s4, rup
  fcvt.d.l fs6, ra
  fcvt.d.l ft0, sp, rup
  fcvt.d.l fs10, t6, rdn
  fcvt.d.l fs1, a2, rmm
  fcvt.d.l ft3, a7, rtz
  fcvt.d.lu fa1, a2, rmm
  fcvt.d.lu ft8, a3, rdn
  fcvt.d.lu fa7, gp, rmm
  fcvt.d.lu fs7, t6, rdn
  fcvt.d.lu fa0, s0
  fcvt.d.lu fa2, s1
  fcvt.d.lu fa5, s11
  fcvt.d.lu fs10, t4, rmm
  fmv.x.d t0, fa7
  fmv.x.d s4, fa6
  fmv.x.d a4, ft9
  fmv.x.d s3, ft7
  fmv.x.d s5, ft1
  fmv.x.d a1, fs3
  fmv.x.d gp, ft10
  fmv.x.d s7, ft5
  fmv.x.d a1, ft1
  fmv.x.d tp, fa1
  fmv.x.d a5, fa4
  fmv.x.d sp, ft6
  fmv.d.x fa6, gp
  fmv.d.x fs9, s9
  fmv.d.x fa2, s7
  fmv.d.x fs8, tp
  fmv.d.x fa5, t1
  fmv.d.x ft8, s4
  fmv.d.x fa3, s5
  fmv.d.x fs4, a3
  fmv.d.x fs0, a2
  fmv.d.x fs2, t6
  fmv.d.x ft6, s11
  fmv.d.x fa2, s3
  feq.d a7, fa1, ft4
  feq.d t1, fa3, fs2
  feq.d tp, ft5, fs2
  feq.d zero, fa1, ft0
  feq.d s6, fa6, fa2
  feq.d s3, ft1, fs6
  feq.d t0, fa4, fs0
  feq.d a1, fs10, fs7
  feq.d a1, fs10, fs11
  feq.d a4, fs3, fs5
  feq.d s4, fs8, ft1
  feq.d s4, fs4, ft7
  flt.d s9, ft1, fs1
  flt.d s8, ft7, fs9
  flt.d a6, fs0, fs7
  flt.d a3, ft8, fs3
  flt.d s0, fs8, ft9
  flt.d a3, ft2, fs10
  flt.d s0, ft7, ft7
  flt.d s1, fs8, ft8
  flt.d t6, ft2, ft6
  flt.d a4, fs9, fa0
  flt.d tp, fs8, fs2
  flt.d t0, fs9, fs7
  fle.d s5, fs11, fs8
  fle.d t2, fs7, fs10
  fle.d s8, fs5, ft11
  fle.d t4, fs0, ft11
  fle.d zero, ft10, fs11
  fle.d t4, fs0, ft9
  fle.d a7, ft3, fs6
  fle.d s11, fs0, ft0
  fle.d s6, fs7, ft10
  fle.d t4, ft1, fa2
  fle.d t1, fs10, fa5
  fle.d t1, ft2, fa1
  fclass.d t4, ft8
  fclass.d a6, fs1
  fclass.d t0, ft5
  fclass.d s2, ft10
  fclass.d gp, ft10
  fclass.d s11, fs8
  fclass.d sp, ft0
  fclass.d t1, fs1
  fclass.d t1, fa1
  fclass.d a0, fa3
  fclass.d s4, ft10
  fclass.d t4, ft9
  csrrw a1, 0x39f, s4
  csrrw s9, 0x4df, a6
  csrrw a3, 0x39b, a7
  csrrw t1, 0xf2f, gp
  csrrw s4, 0x857, s5
  csrrw t6, 0x763, sp
  csrrw s2, 0xa3e, s11
  csrrw t2, 0xf60, t4
  csrrw s10, 0xcda, t3
  csrrw ra, 0xdda, s8
  csrrw a3, 0xc2c, s3
  csrrw a2, 0x63d, a7
  csrrs s5, 0xd66, s1
  csrrs s3, 0x6f1, t3
  csrrs a3, 0xa29, ra
  csrrs s9, 0x5e4, a5
  csrrs sp, 0x7ab, s3
  csrrs a2, 0x15d, sp
  csrrs zero, 0x11b, s11
  csrrs zero, 0x1e, t3
  csrrs a0, 0x6ae, a4
  csrrs a5, 0xb3e, t4
  csrrs a0, 0xae3, a4
  csrrs t6, 0xc46, sp
  csrrc s10, 0x628, a4
  csrrc sp, 0x700, s10
  csrrc a5, 0xa26, s8
  csrrc s1, 0x66, a2
  csrrc t3, 0x8f9, sp
  csrrc t1, 0x191, s9
  csrrc a1, 0x4db, a2
  csrrc gp, 0x798, s5
  csrrc s7, 0xc29, tp
  csrrc ra, 0xdc6, s0
  csrrc a7, 0x209, s9
  csrrc s6, 0xd53, s6
  csrrwi tp, 0x3e5, 27
  csrrwi a1, 0x8ed, 4
  csrrwi s2, 0x581, 13
  csrrwi s8, 0x857, 25
  csrrwi s5, 0xd5a, 10
  csrrwi zero, 0x4a4, 3
  csrrwi a2, 0x2a3, 5
  csrrwi s1, 0xc6d, 0
  csrrwi a3, hpmcounter22, 4
  csrrwi s8, 0x8, 26
  csrrwi a4, 0xe3b, 0
  csrrwi a4, mhartid, 8
  csrrsi s7, 0xfe9, 27
  csrrsi a7, hpmcounter4, 16
  csrrsi s5, 0x86a, 18
  csrrsi t1, 0x77b, 16
  csrrsi t1, 0x868, 6
  csrrsi tp, 0xd7c, 24
  csrrsi tp, 0xeff, 29
  csrrsi tp, 0x423, 2
  csrrsi zero, 0x21, 12
  csrrsi a1, 0x5ab, 20
  csrrsi a1, 0x57, 13
  csrrsi a5, 0xdc0, 5
  csrrci a1, 0xe79, 19
  csrrci a6, 0x65d, 23
  csrrci s0, 0x40c, 12
  csrrci s1, 0x8f0, 11
  csrrci sp, 0xaca, 26
  csrrci a7, 0xf85, 25
  csrrci a6, 0x499, 21
  csrrci a0, 0xfda, 17
  csrrci tp, 0x674, 25
  csrrci t0, mhpmevent30, 16
  csrrci a6, 0x4c7, 22
  csrrci s11, 0xabc, 22
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  fence.i
  add.uw t2, t0, tp
  add.uw s8, ra, a6
  add.uw a7, t1, s3
  add.uw s9, a2, s2
  add.uw s4, t0, s7
  add.uw sp, t0, s4
  add.uw t4, s3, s9
  add.uw s0, s3, t0
  add.uw a7, sp, a5
  add.uw a7, s9, s2
  add.uw a1, a2, t4
  add.uw s10, s0, s3
  sh1add s1, s10, s5
  sh1add a6, t6, a5
  sh1add t0, a4, s0
  sh1add gp, s11, s11
  sh1add a4, s5, s8
  sh1add s7, a7, zero
  sh1add t5, a5, s6
  sh1add a0, s10, a7
  sh1add a4, s1, s8
  sh1add a4, a1, zero
  sh1add t4, tp, gp
  sh1add t0, s5, s0
  sh1add.uw tp, t5, t5
  sh1add.uw t6, s7, a6
  sh1add.uw t5, a1, s1
  sh1add.uw a1, s1, zero
  sh1add.uw zero, s11, t5
  sh1add.uw s3, t6, t3
  sh1add.uw t0, t4, s0
  sh1add.uw s10, t0, a5
  sh1add.uw a0, a2, s2
  sh1add.uw a0, a7, t3
  sh1add.uw t6, t0, a3
  sh1add.uw a5, a5, s11
  sh2add a5, zero, a5
  sh2add t1, ra, t2
  sh2add a7, sp, ra
  sh2add t4, s6, t2
  sh2add zero, s10, t1
  sh2add a5, ra, tp
  sh2add s1, s7, t3
  sh2add a5, t4, s3
  sh2add s3, ra, a1
  sh2add s6, a5, t2
  sh2add a4, s9, s5
  sh2add sp, zero, a7
  sh2add.uw s0, a7, ra
  sh2add.uw s7, s7, s2
  sh2add.uw s7, s1, s0
  sh2add.uw ra, zero, t0
  sh2add.uw a7, s8, s6
  sh2add.uw s2, a4, s2
  sh2add.uw s6, s2, s10
  sh2add.uw a7, t2, a2
  sh2add.uw s5, t2, t4
  sh2add.uw s9, s7, tp
  sh2add.uw t1, t1, s7
  sh2add.uw s2, s7, t0
  sh3add s8, s11, a4
  sh3add t5, s8, t5
  sh3add s9, t4, a1
  sh3add s9, t5, zero
  sh3add a2, t0, ra
  sh3add a3, a0, t5
  sh3add s3, tp, ra
  sh3add t1, a1, t5
  sh3add s9, s11, s0
  sh3add t5, t6, s11
  sh3add t2, ra, s3
  sh3add s6, a1, t6
  sh3add.uw s10, a3, s6
  sh3add.uw s5, a7, s7
  sh3add.uw s4, sp, s3
  sh3add.uw sp, s4, t4
  sh3add.uw gp, a1, zero
  sh3add.uw a6, s0, s0
  sh3add.uw s11, s8, s9
  sh3add.uw s11, t3, s3
  sh3add.uw s9, s6, a2
  sh3add.uw t1, tp, t1
  sh3add.uw s9, a6, s0
  sh3add.uw a6, s7, gp
  slli.uw a4, a1, 28
  slli.uw a4, s5, 8
  slli.uw s1, s1, 54
  slli.uw s8, s3, 51
  slli.uw t5, a5, 23
  slli.uw a2, s4, 22
  slli.uw a3, zero, 53
  slli.uw gp, s8, 57
  slli.uw tp, a7, 13
  slli.uw a5, t5, 23
  slli.uw a1, a3, 28
  slli.uw s1, s11, 17
  andn s2, t3, s10
  andn t2, a5, s11
  andn t5, s8, a7
  andn ra, t3, s10
  andn a0, a7, zero
  andn t3, a7, tp
  andn s11, t1, sp
  andn t6, t3, a4
  andn s6, t1, s4
  andn s3, a0, a2
  andn a4, s0, s3
  andn s8, a0, gp
  orn t1, t4, t3
  orn zero, s7, s5
  orn a0, s7, t3
  orn t4, s5, a5
  orn sp, tp, s8
  orn a2, s1, s8
  orn s2, sp, sp
  orn a0, s4, s2
  orn s1, t2, t2
  orn a4, s4, a7
  orn t3, s11, t6
  orn s1, s0, a5
  xnor a1, s10, t3
  xnor a5, a3, s8
  xnor t6, gp, a6
  xnor a3, a7, ra
  xnor s0, s1, s6
  xnor s7, t2, s3
  xnor ra, t6, a5
  xnor t1, a4, s6
  xnor gp, gp, s10
  xnor s7, s3, t5
  xnor zero, t3, t5
  xnor sp, s1, ra
  clz t3, s4
  clz a7, t3
  clz s2, a0
  clz s11, sp
  clz a2, zero
  clz s10, s6
  clz t1, t6
  clz s3, zero
  clz a2, s6
  clz ra, a7
  clz s8, a4
  clz s9, s10
  clzw s10, t1
  clzw s0, a6
  clzw s3, a6
  clzw s11, a4
  clzw gp, s6
  clzw s0, t4
  clzw s1, s9
  clzw t1, t4
  clzw s1, ra
  clzw s4, s3
  clzw a5, t1
  clzw s3, sp
  ctz a3, s8
  ctz t3, t5
  ctz a6, t6
  ctz t6, s10
  ctz a0, t1
  ctz a0, s5
  ctz gp, a6
  ctz ra, s8
  ctz s7, s4
  ctz t1, a7
  ctz a2, sp
  ctz a2, a3
  ctzw t2, s4
  ctzw gp, a0
  ctzw a4, a0
  ctzw a2, a0
  ctzw t2, t3
  ctzw tp, a2
  ctzw s9, t4
  ctzw ra, s2
  ctzw s7, s7
  ctzw s7, t3
  ctzw zero, sp
  ctzw t2, s4
  cpop s9, ra
  cpop t5, s3
  cpop s0, s3
  cpop a1, s10
  cpop gp, a2
  cpop a6, gp
  cpop s3, s5
  cpop s0, t5
  cpop ra, a4
  cpop a3, s10
  cpop s10, s0
  cpop a3, a5
  cpopw s1, t1
  cpopw s0, sp
  cpopw t5, tp
  cpopw s3, s10
  cpopw gp, s7
  cpopw a3, a7
  cpopw t1, tp
  cpopw a1, gp
  cpopw a3, a2
  cpopw a4, s8
  cpopw s10, s9
  cpopw t5, s4
  max s8, a6, t3
  max s5, t6, s5
  max s4, a0, a4
  max a2, a0, s1
  max s0, t3, s8
  max t1, s6, t5
  max t4, s8, s5
  max t0, a7, t3
  max t5, s11, a5
  max s11, a7, sp
  max s7, a6, s9
  max a3, s4, s6
  maxu t6, s3, s1
  maxu s9, s5, s10
  maxu a0, a1, a7
  maxu s1, s9, s4
  maxu t5, a4, tp
  maxu t6, s0, s1
  maxu a2, t6, s2
  maxu s0, s1, a6
  maxu a4, t2, s8
  maxu s8, a1, s9
  maxu s10, s1, a6
  maxu s7, sp, a0
  min a4, a0, s7
  min s3, sp, s11
  min s9, tp, zero
  min gp, ra, s5
  min zero, t1, a3
  min t3, s9, s1
  min s6, t4, s3
  min s6, t5, s0
  min s6, s3, a1
  min t6, a5, s7
  min tp, s7, t4
  min s6, s0, s4
  minu ra, gp, a4
  minu s4, ra, a0
  minu s2, a6, s2
  minu sp, s9, a3
  minu a0, a6, s9
  minu a4, a5, a3
  minu a0, t6, s2
  minu gp, s2, tp
  minu a3, a3, zero
  minu ra, a7, sp
  minu s3, a5, s11
  minu s2, a2, sp
  sext.b t2, a2
  sext.b t6, t2
  sext.b t6, s5
  sext.b a4, s3
  sext.b s7, a4
  sext.b a2, gp
  sext.b s6, t6
  sext.b t6, sp
  sext.b zero, t3
  sext.b a5, t0
  sext.b a5, tp
  sext.b s0, s8
  sext.h a4, ra
  sext.h s8, a3
  sext.h t2, s2
  sext.h a6, s7
  sext.h t6, s3
  sext.h s8, a5
  sext.h s9, s8
  sext.h t2, a5
  sext.h ra, s7
  sext.h s3, t6
  sext.h t5, a2
  sext.h t6, t2
  zext.h a5, ra
  zext.h t1, t3
  zext.h t0, s8
  zext.h tp, t6
  zext.h a4, a3
  zext.h a7, a1
  zext.h s1, a6
  zext.h s0, s9
  zext.h t6, s3
  zext.h s5, a1
  zext.h s7, s1
  zext.h a3, a7
  rol tp, t2, s2
  rol s3, a6, s6
  rol a6, a4, tp
  rol s1, t0, s10
  rol s4, s5, s0
  rol t1, s3, gp
  rol t1, t6, t1
  rol t6, t4, ra
  rol t3, t1, zero
  rol a0, a7, a6
  rol s8, s2, s4
  rol s10, s6, s2
  rolw ra, s10, t1
  rolw s9, t6, a6
  rolw a5, s0, ra
  rolw s5, s6, t4
  rolw s1, t6, s6
  rolw t5, s2, s9
  rolw gp, t5, tp
  rolw a5, t5, s2
  rolw ra, s3, gp
  rolw gp, t3, a4
  rolw t3, a5, a6
  rolw a7, a3, t6
  ror t3, s2, t0
  ror t0, t1, s2
  ror s11, t4, s2
  ror t6, a5, t2
  ror t0, t2, s7
  ror gp, zero, s2
  ror ra, sp, t0
  ror t0, a2, a2
  ror t5, a3, s5
  ror sp, t4, tp
  ror tp, a3, s8
  ror t2, s6, t6
  rori a5, a6, 62
  rori ra, s10, 23
  rori a4, a1, 58
  rori s6, s3, 53
  rori ra, t0, 61
  rori a5, a0, 48
  rori t5, t1, 8
  rori a5, s11, 3
  rori s7, a3, 29
  rori a2, s4, 54
  rori s11, tp, 17
  rori s11, s8, 32
  roriw a1, a6, 8
  roriw t2, tp, 12
  roriw s2, zero, 27
  roriw s9, t3, 31
  roriw gp, s4, 26
  roriw t1, t0, 28
  roriw s10, t2, 10
  roriw a7, t0, 5
  roriw t0, a1, 4
  roriw ra, t4, 28
  roriw s1, s6, 22
  roriw s8, s5, 1
  rorw t2, s0, a4
  rorw t0, t6, sp
  rorw t1, s4, t0
  rorw a0, a4, s2
  rorw t6, tp, s1
  rorw t2, s6, t6
  rorw t3, s0, s7
  rorw s5, s2, s7
  rorw s1, s7, s1
  rorw s9, gp, s2
  rorw s2, a7, s8
  rorw s3, a0, a3
  orc.b t6, ra
  orc.b t1, s5
  orc.b sp, gp
  orc.b t1, t5
  orc.b sp, t3
  orc.b a4, a5
  orc.b s6, s6
  orc.b a0, gp
  orc.b t5, t0
  orc.b s7, s7
  orc.b tp, s0
  orc.b s0, a6
  rev8 s0, a6
  rev8 t1, t3
  rev8 s7, s10
  rev8 t5, s1
  rev8 s1, zero
  rev8 t3, ra
  rev8 s2, a3
  rev8 s11, s11
  rev8 a5, gp
  rev8 a2, a1
  rev8 sp, s10
  rev8 a7, a0
  bclr t3, gp, t6
  bclr s7, s7, s5
  bclr a2, sp, s0
  bclr a6, t3, s1
  bclr a3, s7, t5
  bclr ra, a2, sp
  bclr a5, s2, s11
  bclr s2, s0, a1
  bclr s7, a1, s11
  bclr a0, s6, a0
  bclr s3, a7, s3
  bclr gp, t1, s4
  bclri s9, a7, 53
  bclri s3, s2, 3
  bclri gp, s6, 18
  bclri a5, s6, 16
  bclri t4, a0, 17
  bclri a3, t6, 26
  bclri t4, a7, 34
  bclri s0, s1, 32
  bclri t1, a0, 4
  bclri t4, tp, 2
  bclri s7, a7, 29
  bclri a0, s3, 22
  bext s8, s2, s5
  bext s10, s2, t6
  bext t2, t5, t0
  bext t5, t4, t4
  bext s5, a1, a6
  bext a5, s1, zero
  bext ra, a1, s4
  bext s9, zero, a6
  bext a3, ra, s5
  bext a7, t5, a1
  bext s0, s6, a3
  bext a2, t1, t4
  bexti a7, tp, 48
  bexti a2, t2, 32
  bexti s9, t3, 25
  bexti t6, t4, 34
  bexti sp, a5, 55
  bexti s2, a5, 26
  bexti a2, t1, 44
  bexti s5, s9, 28
  bexti a4, a4, 3
  bexti a5, gp, 53
  bexti t4, t4, 21
  bexti t0, s9, 58
  binv t6, t5, s6
  binv s9, a6, s3
  binv s11, a4, s1
  binv s6, a4, t0
  binv t2, t6, a4
  binv s5, t6, t3
  binv s7, a6, ra
  binv s5, t6, a6
  binv a2, a2, a5
  binv a2, a6, s10
  binv s4, tp, zero
  binv s2, ra, s0
  binvi s9, gp, 28
  binvi a5, a1, 23
  binvi t2, a0, 44
  binvi s9, s5, 26
  binvi s8, zero, 38
  binvi zero, s9, 59
  binvi s10, a0, 13
  binvi s10, a1, 12
  binvi tp, s11, 34
  binvi zero, s2, 10
  binvi s3, sp, 31
  binvi a2, t1, 56
  bset a4, s7, t1
  bset s10, s5, s7
  bset s10, t1, a5
  bset s4, t3, a3
  bset t3, a5, s5
  bset zero, a1, s11
  bset s6, a2, a1
  bset s2, sp, a5
  bset s5, t0, sp
  bset s6, a2, s8
  bset t3, t5, s8
  bset s2, a7, s4
  bseti t4, s8, 33
  bseti s1, t2, 40
  bseti s4, s10, 9
  bseti t6, t3, 18
  bseti ra, s1, 59
  bseti s6, t5, 13
  bseti t2, s8, 28
  bseti t1, t4, 46
  bseti a7, s2, 46
  bseti s5, a2, 19
  bseti s2, s5, 60
  bseti s3, t0, 25
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ecall
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  ebreak
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  sret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  mret
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  wfi
  sfence.vma sp, s7
  sfence.vma t5, gp
  sfence.vma gp, sp
  sfence.vma tp, gp
  sfence.vma t2, s11
  sfence.vma t3, s5
  sfence.vma a3, s1
  sfence.vma s7, a7
  sfence.vma s3, s4
  sfence.vma t5, s4
  sfence.vma s2, s5
  sfence.vma sp, tp
.option rvc
  c.addi4spn a5, sp, 348
  c.addi4spn a4, sp, 776
  c.addi4spn s1, sp, 412
  c.addi4spn a0, sp, 992
  c.addi4spn a0, sp, 100
  c.addi4spn s0, sp, 368
  c.addi4spn a5, sp, 796
  c.addi4spn a0, sp, 480
  c.addi4spn a1, sp, 976
  c.addi4spn a1, sp, 944
  c.addi4spn s1, sp, 864
  c.addi4spn a3, sp, 544
  c.lw a1, 36(a5)
  c.lw a2, 4(a3)
  c.lw a2, 96(a5)
  c.lw a3, 4(s0)
  c.lw a3, 8(s0)
  c.lw s0, 116(a5)
  c.lw s1, 60(a2)
  c.lw a1, 16(s0)
  c.lw a1, 64(a3)
  c.lw s0, 24(a2)
  c.lw a0, 32(s1)
  c.lw a0, 68(a2)
  c.ld s0, 40(a1)
  c.ld a5, 144(a0)
  c.ld s1, 160(s0)
  c.ld s0, 136(a3)
  c.ld a5, 240(a4)
  c.ld s0, 32(s0)
  c.ld a3, 176(a2)
  c.ld a1, 240(a4)
  c.ld a5, 248(a5)
  c.ld a0, 120(a0)
  c.ld s0, 192(s1)
  c.ld a3, 184(a1)
  c.sw a3, 120(a3)
  c.sw s1, 96(a4)
  c.sw a3, 104(a5)
  c.sw a1, 56(a0)
  c.sw a4, 8(s0)
  c.sw s1, 36(s1)
  c.sw a0, 112(a5)
  c.sw a5, 112(a2)
  c.sw a3, 16(a5)
  c.sw a4, 116(a2)
  c.sw s0, 40(a2)
  c.sw a4, 0(a0)
  c.sd a1, 152(a0)
  c.sd a1, 216(s0)
  c.sd a0, 16(s0)
  c.sd a5, 168(a1)
  c.sd a2, 112(a3)
  c.sd a2, 80(s1)
  c.sd a3, 16(a5)
  c.sd s1, 152(s1)
  c.sd s0, 216(a4)
  c.sd a2, 160(s1)
  c.sd a1, 16(s0)
  c.sd s1, 40(a3)
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.nop
  c.addi s10, 9
  c.addi t5, 2
  c.addi a4, -24
  c.addi a3, 27
  c.addi a1, -29
  c.addi a5, -1
  c.addi a2, 2
  c.addi a0, 30
  c.addi s5, 17
  c.addi s5, 12
  c.addi t1, -3
  c.addi s6, 17
  c.addiw s0, -24
  c.addiw a3, 0
  c.addiw t3, -25
  c.addiw a2, 29
  c.addiw gp, -2
  c.addiw s5, -10
  c.addiw t4, -16
  c.addiw s10, -2
  c.addiw a7, 17
  c.addiw s6, -21
  c.addiw a6, -16
  c.li s2, -8
  c.li a5, -21
  c.li s2, 21
  c.li s9, 3
  c.li a5, 15
  c.li t5, 21
  c.li s3, 13
  c.li gp, 1
  c.li s0, -26
  c.li sp, 10
  c.li a3, -17
  c.li s1, 20
  c.addi16sp sp, -512
  c.addi16sp sp, -480
  c.addi16sp sp, 496
  c.addi16sp sp, 400
  c.addi16sp sp, -464
  c.addi16sp sp, -144
  c.addi16sp sp, -272
  c.addi16sp sp, 208
  c.addi16sp sp, -352
  c.addi16sp sp, -320
  c.addi16sp sp, -144
  c.addi16sp sp, 96
  c.addi16sp sp, -448
  c.addi16sp sp, 112
  c.lui s7, 0xd
  c.lui s11, 0xf
  c.lui a7, 0x9
  c.lui t0, 0xffffe
  c.lui t1, 0xfffee
  c.lui a4, 0x12
  c.lui ra, 0x8
  c.lui s8, 0xffffe
  c.lui a2, 0xffff9
  c.srli a2, 9
  c.srli a5, 1
  c.srli s0, 45
  c.srli s1, 46
  c.srli a4, 47
  c.srli a2, 10
  c.srli a0, 30
  c.srli s0, 2
  c.srli a3, 57
  c.srli a3, 56
  c.srli a4, 32
  c.srli a1, 55
  c.srai a3, 39
  c.srai a2, 57
  c.srai a4, 19
  c.srai a0, 56
  c.srai s0, 11
  c.srai a4, 45
  c.srai s1, 52
  c.srai a0, 8
  c.srai a2, 43
  c.srai a2, 21
  c.srai s0, 8
  c.srai s1, 12
  c.andi a3, 6
  c.andi a0, 8
  c.andi a1, 12
  c.andi a2, -15
  c.andi a4, 16
  c.andi a0, -25
  c.andi a3, 17
  c.andi s1, 0
  c.andi s0, 17
  c.andi a4, 18
  c.andi a5, -17
  c.andi a3, -29
  c.sub a3, a5
  c.sub s1, a3
  c.sub s0, a1
  c.sub a3, a2
  c.sub a2, a3
  c.sub a2, a3
  c.sub s0, a3
  c.sub s1, a4
  c.sub s1, s0
  c.sub a4, a5
  c.sub s0, a1
  c.sub a1, a1
  c.xor a3, s0
  c.xor a0, a3
  c.xor s1, a1
  c.xor a3, a2
  c.xor a3, a5
  c.xor s1, a3
  c.xor s1, a4
  c.xor a3, a1
  c.xor a3, a3
  c.xor a1, s1
  c.xor a5, a2
  c.xor a5, s1
  c.or s0, s0
  c.or a5, a5
  c.or a2, a4
  c.or a2, a2
  c.or a2, a3
  c.or a4, a4
  c.or s0, a5
  c.or a1, s0
  c.or a3, s0
  c.or a5, a3
  c.or a1, a5
  c.or a1, a4
  c.and s1, a2
  c.and a3, a5
  c.and a4, s1
  c.and a3, a0
  c.and a4, a1
  c.and a0, a5
  c.and s0, s1
  c.and a4, a3
  c.and a4, s0
  c.and s1, s1
  c.and a5, a4
  c.and a4, a4
  c.subw a0, a5
  c.subw a5, s1
  c.subw a5, a5
  c.subw a4, a2
  c.subw a2, s1
  c.subw a1, a2
  c.subw a5, s1
  c.subw a5, s0
  c.subw a3, s0
  c.subw a4, a4
  c.subw a1, s1
  c.subw a1, a4
  c.addw s0, a2
  c.addw s0, a1
  c.addw a2, s0
  c.addw a4, a0
  c.addw a1, a5
  c.addw a5, s1
  c.addw s1, a4
  c.addw a1, a1
  c.addw a5, a5
  c.addw a0, a0
  c.addw a5, a0
  c.addw a4, a1
  c.j . + -1412
  c.j . + 1306
  c.j . + 1050
  c.j . + 1348
  c.j . + 1988
  c.j . + -2028
  c.j . + 1022
  c.j . + 800
  c.j . + 1432
  c.j . + -1492
  c.j . + 514
  c.j . + 330
  c.beqz a1, . + -234
  c.beqz a0, . + 64
  c.beqz a3, . + -238
  c.beqz a0, . + 42
  c.beqz a5, . + -48
  c.beqz a1, . + 58
  c.beqz a0, . + -162
  c.beqz a1, . + 188
  c.beqz a1, . + -62
  c.beqz a1, . + 212
  c.beqz a4, . + -228
  c.beqz a2, . + 2
  c.bnez s0, . + -144
  c.bnez a1, . + 192
  c.bnez a0, . + -102
  c.bnez a2, . + 58
  c.bnez a4, . + 220
  c.bnez a3, . + 108
  c.bnez a1, . + -90
  c.bnez a0, . + 138
  c.bnez a5, . + 52
  c.bnez a3, . + -72
  c.bnez a3, . + -82
  c.bnez a2, . + 134
  c.slli s10, 33
  c.slli a0, 56
  c.slli s7, 34
  c.slli s2, 20
  c.slli t3, 35
  c.slli a6, 28
  c.slli s2, 37
  c.slli s9, 17
  c.slli t1, 40
  c.slli t2, 53
  c.slli s9, 38
  c.lwsp s9, 228(sp)
  c.lwsp s3, 144(sp)
  c.lwsp sp, 240(sp)
  c.lwsp s0, 120(sp)
  c.lwsp a0, 180(sp)
  c.lwsp s5, 112(sp)
  c.lwsp a6, 216(sp)
  c.lwsp t2, 32(sp)
  c.lwsp s6, 92(sp)
  c.lwsp a5, 124(sp)
  c.lwsp a0, 240(sp)
  c.lwsp s7, 176(sp)
  c.ldsp a0, 208(sp)
  c.ldsp t1, 16(sp)
  c.ldsp s5, 24(sp)
  c.ldsp s10, 304(sp)
  c.ldsp a0, 312(sp)
  c.ldsp s1, 176(sp)
  c.ldsp tp, 248(sp)
  c.ldsp t2, 400(sp)
  c.ldsp s2, 280(sp)
  c.ldsp sp, 472(sp)
  c.ldsp t0, 288(sp)
  c.jr a3
  c.jr s5
  c.jr a1
  c.jr s7
  c.jr s8
  c.jr t0
  c.jr a5
  c.jr s8
  c.jr sp
  c.jr s7
  c.jr a1
  c.mv gp, s4
  c.mv t6, s5
  c.mv s7, s10
  c.mv s5, s4
  c.mv s8, t5
  c.mv s10, tp
  c.mv sp, s1
  c.mv s7, t0
  c.mv a1, s0
  c.mv t3, gp
  c.jalr t6
  c.jalr s10
  c.jalr a5
  c.jalr s5
  c.jalr a5
  c.jalr a5
  c.jalr t6
  c.jalr t3
  c.jalr tp
  c.jalr tp
  c.jalr s6
  c.jalr t0
  c.add a3, t5
  c.add t5, tp
  c.add a1, s11
  c.add t3, s2
  c.add t4, gp
  c.add t2, t0
  c.add s8, t1
  c.add s6, t3
  c.add s9, s6
  c.add s4, s11
  c.add a3, s4
  c.swsp t2, 84(sp)
  c.swsp tp, 60(sp)
  c.swsp t2, 204(sp)
  c.swsp t6, 24(sp)
  c.swsp s2, 0(sp)
  c.swsp t4, 64(sp)
  c.swsp a6, 240(sp)
  c.swsp s1, 156(sp)
  c.swsp a1, 8(sp)
  c.swsp zero, 180(sp)
  c.swsp a7, 240(sp)
  c.swsp ra, 40(sp)
  c.sdsp a3, 320(sp)
  c.sdsp s3, 272(sp)
  c.sdsp a2, 152(sp)
  c.sdsp s10, 128(sp)
  c.sdsp a0, 88(sp)
  c.sdsp a2, 200(sp)
  c.sdsp s8, 280(sp)
  c.sdsp a6, 144(sp)
  c.sdsp s3, 56(sp)
  c.sdsp t4, 72(sp)
  c.sdsp a4, 456(sp)
  c.sdsp s3, 64(sp)
  c.fld fa3, 216(s1)
  c.fld fs0, 72(a5)
  c.fld fa4, 144(a5)
  c.fld fa5, 104(a3)
  c.fld fs1, 128(s1)
  c.fld fs0, 8(a1)
  c.fld fs1, 224(s1)
  c.fld fa2, 192(a5)
  c.fld fa4, 168(s0)
  c.fld fa5, 136(s1)
  c.fld fs1, 200(s0)
  c.fld fa3, 152(s1)
  c.fsd fs1, 96(a4)
  c.fsd fs1, 152(a5)
  c.fsd fa0, 24(a0)
  c.fsd fa3, 168(a1)
  c.fsd fa5, 104(a2)
  c.fsd fa1, 80(a3)
  c.fsd fa2, 160(a1)
  c.fsd fa0, 136(a1)
  c.fsd fs1, 136(s1)
  c.fsd fa5, 24(s1)
  c.fsd fa5, 112(a3)
  c.fsd fa3, 200(a3)
  c.fldsp fa6, 432(sp)
  c.fldsp ft0, 208(sp)
  c.fldsp ft2, 40(sp)
  c.fldsp ft10, 376(sp)
  c.fldsp ft11, 240(sp)
  c.fldsp ft6, 184(sp)
  c.fldsp ft2, 112(sp)
  c.fldsp ft10, 280(sp)
  c.fldsp ft5, 112(sp)
  c.fldsp ft1, 296(sp)
  c.fldsp fs9, 400(sp)
  c.fldsp fa4, 224(sp)
  c.fsdsp fa2, 288(sp)
  c.fsdsp fs11, 360(sp)
  c.fsdsp fs11, 336(sp)
  c.fsdsp fa2, 408(sp)
  c.fsdsp fa3, 328(sp)
  c.fsdsp ft2, 8(sp)
  c.fsdsp fa7, 360(sp)
  c.fsdsp ft3, 504(sp)
  c.fsdsp fs8, 488(sp)
  c.fsdsp fa3, 120(sp)
  c.fsdsp fs2, 312(sp)
  c.fsdsp fa2, 336(sp)
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
  c.ebreak
