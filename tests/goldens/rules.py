# SPDX-License-Identifier: MIT
# What each form must refuse and what it must take (domain.md §3, §4, §5), as
# one table: form, what differs from a good record, and the field and key
# words of the refusal (None: it is saved).
#
#   rules.py XINZHAN STORE
import glob
import json
import os
import subprocess
import sys

PROGRAM = [sys.argv[1], "--data", sys.argv[2], "--user", "李梅", "--now", "2022-12-20T09:00"]


def run(*args, text=""):
    return subprocess.run(PROGRAM + list(args), input=text, capture_output=True, text=True, encoding="utf-8")


def idno(birth, seq="997"):
    body = "500112" + birth + seq
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights)) % 11]


def put(form, **fields):
    p = run("add", form, text=json.dumps(fields, ensure_ascii=False) + "\n")
    if not p.stdout.startswith("ACK "):
        sys.exit("%s: %s" % (form, p.stderr))
    return p.stdout[4:].strip()


# --- what the records hang on ----------------------------------------------------

STATION = dict(st_code="50011200000001", st_name="渝北区中心", st_level="3", st_type="12", st_host="7",
               st_area="500112000000", st_addr="百果路66号", st_phone="023-67319162", st_open="7×24",
               st_built="2019-01-01", st_state="1", st_head="王芳", st_ft=1, st_pt=0)
site = put("station", **STATION)
room = put("station", **dict(STATION, st_code="50011200100101", st_name="室", st_level="5", st_type="03",
                             st_area="500112001001", st_parent=site))
STAFF = dict(sf_name="刘静", sf_sex="2", sf_phone="13800000000", sf_station=site, sf_role="05", sf_on="2020-01-01",
             sf_ft="1", sf_in_pool="0", sf_state="1")
couns = put("staff", **STAFF)
grid = put("staff", **dict(STAFF, sf_role="10"))
RESIDENT = dict(p_name="张三", p_idtype="00", p_sex="1", p_birth="1980-01-01", p_phone="13800000000",
                p_area="500112001001", p_addr="社区3号", rs_built="2022-03-01", rs_source="1")
GUARDED = dict(rs_emg_name="张父", rs_emg_rel="5", rs_emg_phone="13800000001", rs_g_name="张父", rs_g_rel="5",
               rs_g_phone="13800000001")
a = put("resident", **RESIDENT)
b = put("resident", **RESIDENT)
minor = put("resident", **dict(RESIDENT, p_birth="2005-06-01", **GUARDED))
nobody = "00000000-0000-7000-8000-000000000000"
CONSENT = dict(co_person=a, co_purpose="2", co_by="1", co_date="2022-03-02", co_scope="1 2 3 4 5 6", co_paper="柜1")
a2 = put("consent", **dict(CONSENT, co_withdraw="2022-10-01"))
a4 = put("consent", **dict(CONSENT, co_purpose="4"))
b2 = put("consent", **dict(CONSENT, co_person=b, co_expire="2022-06-30"))
b4 = put("consent", **dict(CONSENT, co_person=b, co_purpose="4"))
CASE = dict(cs_person=a, cs_open="2022-03-03", cs_couns=couns, cs_mode="1", cs_complaint="睡不好", cs_issue=["07"],
            cs_risk="0", cs_psych="0", cs_goal="改善睡眠", cs_plan="每周一次", cs_consent=a2, cs_state="1")
case = put("case", **CASE)
bcase = put("case", **dict(CASE, cs_person=b, cs_consent=b2))
SPECIAL = dict(sp_person=a, sp_group="28", sp_in="2022-04-01", sp_from="1", sp_owner=couns, sp_risk="1")
enrol = put("special_population", **dict(SPECIAL, sp_out="2022-08-01", sp_out_why="4"))
benrol = put("special_population", **dict(SPECIAL, sp_person=b))
PLAN = dict(pl_enrol=enrol, pl_date="2022-05-01", pl_problem="无居所", pl_goal="稳定", pl_measures=["1"], pl_freq="3",
            pl_team=[{"pl_team_role": "05", "pl_team_who": couns}], pl_consent="1", pl_review="2022-11-01")
SESSION = dict(ss_case=case, ss_start="2022-03-04T09:00", ss_end="2022-03-04T09:50", ss_mode="1", ss_kind="1",
               ss_subjects=["1"], ss_topic="谈话", ss_risk="0", ss_visible="1")
TALK = dict(SESSION, ss_case=None, ss_enrol=benrol, ss_start="2022-04-04T09:00", ss_end="2022-04-04T09:50")
REHAB = dict(rh_person=b, rh_apply="2022-03-03", rh_from="1", rh_stable="1", rh_consent=b4, rh_living="1",
             rh_adh="1", rh_med_way="1", rh_mode="1", rh_site=site, rh_staff=couns, rh_risk="1", rh_start="2022-03-10",
             rh_state="2")
rehab = put("rehab_enrolment", **dict(REHAB, rh_person=a, rh_consent=a4))
SERVICE = dict(rv_enrol=rehab, rv_start="2022-03-10T09:00", rv_end="2022-03-10T10:00", rv_type="1", rv_method="1",
               rv_place="中心", rv_content="训练", rv_summary="好", rv_by=couns)
VISIT = dict(rv_type="10", rv_v_mental="1", rv_v_med="1", rv_v_func="1", rv_v_risk="1", rv_v_medchk="1",
             rv_v_family="配合")
AREA = dict(ab_area="500112000000", ab_year=2022, ab_pop=1000, ab_streets=22, ab_villages=357, ab_src="公报")
ACTIVITY = dict(ac_date="2022-10-10", ac_place="广场", ac_venue="01", ac_form="1", ac_theme="义诊", ac_org="站",
                ac_cat=["00"], ac_heads=120, ac_content="义诊", ac_eval="好", ac_head="李梅")
LECTURE = dict(lt_type="1", lt_date="2022-10-10", lt_start="09:00", lt_end="11:00", lt_hours=2, lt_place="室",
               lt_venue="01", lt_theme="睡眠", lt_org="站", lt_spk=couns, lt_cat=["00"], lt_real=30, lt_content="讲课",
               lt_eval="好", lt_notice="1", lt_letter="9", lt_sign="1", lt_course="1", lt_photo="1", lt_sum="1",
               lt_head="李梅")
TRAINING = dict(tr_name="培训", tr_kind="1", tr_level="2", tr_start="2022-10-10T09:00", tr_end="2022-10-10T16:00",
                tr_hours=6, tr_mode="1", tr_place="中心", tr_org="委", tr_teacher=[{"tr_t_name": "陈静"}], tr_topic=["3"],
                tr_passline=60, tr_eval="好")
ATT = dict(tr_att_name="甲", tr_att_unit="社区", tr_att_in="1", tr_att_hours=6, tr_att_pass="1")
TRAINING["tr_att"] = [ATT]

VOLUNTEER = dict(vo_name="周波", vo_sex="1", vo_phone="13800000000", vo_org="2", vo_prof="3", vo_reg="2022-03-01",
                 vo_trained="0", vo_conf="1", vo_state="1")
helper = put("volunteer", **VOLUNTEER)

# Words that mean: it must be filled.
BLANK = "没有填"
LONG = lambda n: "字" * n

T = []
LATER = []  # checks of what is filled in, once all is saved


def form(name, base, *rows):
    """rows: (changes, "field key words" | None); "~field key words": it is saved with that warning."""
    T.append((name, base, rows))


# Rows are tried one after the other, and those saved are there for the next.
# "@" in a text is the row's number: it keeps records apart that must differ.
form("station", dict(STATION, st_code="500112000000@@", st_name="站@"),
     ({}, None),
     ({"st_code": "5001120000000"}, "st_code 14位"),
     ({"st_code": "50010300000001"}, "st_code 前12位"),
     ({"st_name": None}, "st_name " + BLANK),
     ({"st_level": "4"}, "st_parent 本库中有上级站点"),
     ({"st_level": "4", "st_parent": site, "st_area": "500112001000", "st_code": "500112001000@@"}, None),
     ({"st_level": "4", "st_parent": site}, None),
     ({"st_level": "4", "st_parent": room, "st_area": "500112001000", "st_code": "500112001000@@"}, "st_parent 层级应更高"),
     ({"st_level": "5", "st_parent": site, "st_area": "500103001001", "st_code": "500103001001@@"}, "st_parent 辖区内"),
     ({"st_level": "6", "st_parent": site, "st_area": "500112001003", "st_code": "500112001003@@"}, None),
     ({"st_level": "3", "st_area": "500112001000", "st_code": "500112001000@@"}, "st_area 补零"),
     ({"st_area": None}, None),  # the first 12 of st_code
     ({"st_area": "50011200000"}, "st_area 12"),
     ({"st_usci": "91350100M000100Y43"}, None),
     ({"st_usci": "91350100M000100Y44"}, "st_usci 3"),
     ({"st_usci": "12000000000000000Q"}, None),
     ({"st_addr": LONG(70)}, None), ({"st_addr": LONG(71)}, "st_addr 70"),
     ({"st_phone": "1234567890123"}, "st_phone "),
     ({"st_area_m2": 0}, "st_area_m2 大于0"), ({"st_area_m2": 10000}, None), ({"st_area_m2": 10000.01}, "st_area_m2 10000"),
     ({"st_built": "2022-12-20"}, None), ({"st_built": "2022-12-21"}, "st_built 不能晚于今天"),
     ({"st_state": "4"}, "st_closed " + BLANK), ({"st_state": "4", "st_closed": "2018-12-31"}, "st_closed 不早于"),
     ({"st_state": "4", "st_closed": "2019-01-01"}, None),
     ({"st_equip": ["4"]}, "st_seats " + BLANK), ({"st_equip": ["1", "4"], "st_seats": 0}, "st_seats 至少1个"),
     ({"st_equip": ["4"], "st_seats": 1}, None),
     ({"st_head": "王"}, "st_head 2–30"), ({"st_head": LONG(30)}, None), ({"st_head": LONG(31)}, "st_head 2–30"),
     ({"st_ft": -1}, "st_ft 不能小于0"), ({"st_pt": 0.5}, "st_pt 整数"),
     ({"st_type": "11", "st_reg": "渝民证字1号"}, None), ({"st_type": "14"}, "st_type 没有选项"),
     ({"st_level": "7"}, "st_level 没有选项"), ({"st_host": "8"}, "st_host 没有选项"),
     # A parent is not asked here; from now on the district's centre has one.
     ({"st_level": "1", "st_parent": site, "st_area": "500000000000", "st_code": "500000000000@@"}, None),
     ({}, "st_parent 本库中有上级站点"))

form("staff", STAFF,
     ({}, None), ({"sf_name": "刘"}, "sf_name 2–30"), ({"sf_sex": None}, "sf_sex " + BLANK),
     ({"sf_idno": idno("19800101", "996"), "sf_sex": None}, None),
     ({"sf_idno": idno("19800101", "999"), "sf_sex": "2"}, "sf_sex 不符"),
     ({"sf_idno": idno("19800102", "998"), "sf_birth": "1980-01-03"}, "sf_birth 不符"),
     ({"sf_idno": idno("19800103", "998")[:17] + "?"}, "sf_idno "),
     ({"sf_birth": "1980-01-03"}, None), ({"sf_phone": None}, "sf_phone " + BLANK),
     ({"sf_station": None}, "sf_station " + BLANK), ({"sf_station": nobody}, "sf_station 没有记录"),
     ({"sf_station": a}, "sf_station resident"), ({"sf_role": "19"}, "sf_role 没有选项"),
     ({"sf_on": "2022-12-21"}, "sf_on 不能晚于今天"),
     ({"sf_ft": "1", "sf_fte": 0.5}, "sf_fte 专职为1"), ({"sf_ft": "1", "sf_fte": "1.0"}, None),
     ({"sf_ft": "2"}, "sf_fte " + BLANK), ({"sf_ft": "2", "sf_fte": 0}, "sf_fte 大于0"),
     ({"sf_ft": "2", "sf_fte": 1.01}, "sf_fte 不超过1"), ({"sf_ft": "2", "sf_fte": 0.3}, None),
     ({"sf_cert": [{"sf_cert_no": "1"}]}, "sf_cert[1].sf_cert_name " + BLANK),
     ({"sf_cert": [{"sf_cert_name": "证", "sf_cert_on": "2022-12-21"}]}, "sf_cert[1].sf_cert_on 不能晚于今天"),
     ({"sf_cert": [{"sf_cert_name": "证", "sf_cert_on": "2022-01-01", "sf_cert_to": "2022-01-01"}]}, "sf_cert[1].sf_cert_to 晚于"),
     ({"sf_cert": [{"sf_cert_name": "证", "sf_cert_on": "2022-01-01", "sf_cert_to": "2022-01-02"}]}, None),
     ({"sf_in_pool": "1"}, "sf_pool_in " + BLANK), ({"sf_in_pool": "1", "sf_pool_in": "2021-01-01"}, None),
     ({"sf_in_pool": "1", "sf_pool_in": "2021-01-01", "sf_pool_out": "2021-01-01"}, "sf_pool_out 晚于"),
     ({"sf_insured": "1"}, "sf_ins_to " + BLANK), ({"sf_insured": "0"}, None),
     ({"sf_state": "2"}, "sf_left " + BLANK), ({"sf_state": "2", "sf_left": "2019-12-31"}, "sf_left 不早于"),
     ({"sf_state": "2", "sf_left": "2020-01-01"}, None))

ID = idno("19790101", "999")
form("resident", RESIDENT,
     ({}, None), ({"p_name": "张"}, "p_name 2–30"), ({"p_name": "阿依古丽·买买提"}, None),
     ({"p_idtype": "01"}, "p_idno " + BLANK), ({"p_idtype": "03", "p_idno": "E12345678"}, None),
     ({"p_idtype": "03"}, "p_idno " + BLANK), ({"p_idtype": "08"}, "p_idtype 没有选项"),
     ({"p_idtype": "01", "p_idno": ID, "p_birth": None, "p_sex": None}, None),
     ({"p_idtype": "01", "p_idno": ID, "p_birth": None, "p_sex": None}, "p_idtype 已有记录"),
     ({"p_idtype": "01", "p_idno": "110105194912310020"}, "p_idno "),
     ({"p_idtype": "01", "p_idno": "500103189002290016"}, "p_idno "),
     ({"p_idtype": "01", "p_idno": "990105198001019978"}, "p_idno "),
     ({"p_idtype": "01", "p_idno": idno("20230101")}, "p_idno 晚于今天"),
     ({"p_idtype": "01", "p_idno": "11010519491231002X", "p_birth": "1949-12-31", "p_sex": "2"}, None),
     ({"p_idtype": "01", "p_idno": "440524188001010014", "p_birth": "1880-01-01", "p_sex": "2"}, "p_sex 不符"),
     ({"p_idtype": "01", "p_idno": "440524188001010014", "p_birth": "1880-01-02"}, "p_birth 一致"),
     ({"p_birth": "2022-12-21"}, "p_birth 不晚于今天"), ({"p_sex": "3"}, "p_sex 没有选项"),
     ({"p_phone": None}, "p_phone 注明无电话"), ({"p_phone": None, "p_nophone": "0"}, "p_phone 注明无电话"),
     ({"p_phone": None, "p_nophone": "1"}, None), ({"p_phone": "12800000000"}, "p_phone 手机号"),
     ({"p_area": "50011200100"}, "p_area 12"), ({"p_addr": LONG(71)}, "p_addr 70"),
     ({"p_archive": "5001120010010000"}, "p_archive 17位"), ({"p_archive": "50011200100100001"}, None),
     ({"p_archive": "50011200100100001"}, "p_archive 已有记录"),
     ({"rs_no": "甲1"}, None), ({"rs_no": "甲1"}, "rs_no 已有记录"),
     ({"rs_built": "2022-12-21"}, "rs_built 不能晚于今天"),
     # 18 on the day the archive was built, and a day too young.
     ({"p_birth": "2004-03-01"}, None), ({"p_birth": "2004-03-02"}, "rs_g_name " + BLANK),
     ({"p_birth": "2004-03-02"}, "rs_emg_name " + BLANK), ({"p_birth": "2004-03-02", **GUARDED}, None),
     ({"p_birth": "2004-03-02", **GUARDED, "rs_g_rel": None}, "rs_g_rel " + BLANK),
     ({"p_birth": "2004-03-02", **GUARDED, "rs_g_phone": None}, "rs_g_phone " + BLANK),
     ({"p_birth": "2004-03-02", **GUARDED, "rs_emg_rel": None}, "rs_emg_rel " + BLANK),
     ({"p_birth": "2004-03-02", **GUARDED, "rs_emg_phone": "1"}, "rs_emg_phone "),
     ({"p_birth": "2004-03-02", **GUARDED, "rs_g_idno": "110105194912310020"}, "rs_g_idno "),
     ({"rs_adjud": "1"}, "rs_g_name " + BLANK),
     ({"rs_hist": ["0", "1"]}, "rs_hist 不能再选"), ({"rs_hist": ["0"]}, None), ({"rs_hist": ["1", "4"]}, None),
     ({"p_idtype": "01", "p_idno": idno("19790102", "999"), "p_birth": None, "rs_disab": idno("19790102", "999") + "63"}, None),
     ({"p_idtype": "01", "p_idno": idno("19790103", "999"), "p_birth": None, "rs_disab": idno("19790102", "999") + "63"}, "rs_disab 一致"),
     ({"rs_disab": "50010318991231003163"}, None), ({"rs_disab": "50010318991231003183"}, "rs_disab "),
     ({"rs_disab": "50010318991231003165"}, "rs_disab "), ({"rs_disab": "50010318991231003163B1"}, None))

form("consent", dict(CONSENT, co_purpose="5"),
     ({}, None), ({}, "co_purpose 已有有效"), ({"co_purpose": "2", "co_date": "2022-09-30"}, "co_purpose 已有有效"),
     ({"co_purpose": "2", "co_date": "2022-10-01", "co_expire": "2022-12-01"}, None),
     ({"co_purpose": "2", "co_date": "2022-12-01"}, "co_purpose 已有有效"),
     ({"co_purpose": "2", "co_date": "2022-12-02"}, None),
     # handed in late: it must end before the next one begins
     ({"co_purpose": "2", "co_date": "2022-02-01"}, "co_purpose 已有有效"),
     ({"co_purpose": "2", "co_date": "2022-02-01", "co_expire": "2022-03-02"}, "co_purpose 已有有效"),
     ({"co_purpose": "2", "co_date": "2022-02-01", "co_expire": "2022-03-01"}, None),
     ({"co_purpose": "2", "co_date": "2022-01-01", "co_withdraw": "2022-02-02"}, "co_purpose 已有有效"),
     ({"co_purpose": "2", "co_date": "2022-01-01", "co_withdraw": "2022-02-01"}, None),
     ({"co_person": None}, "co_person " + BLANK), ({"co_purpose": "6", "co_date": "2022-12-21"}, "co_date 不能晚于今天"),
     ({"co_purpose": "6", "co_scope": ["1", "2", "3", "4", "5"]}, "co_scope 六项"),
     ({"co_purpose": "6", "co_expire": "2022-03-02"}, "co_expire 晚于签署"),
     ({"co_purpose": "6", "co_withdraw": "2022-03-01"}, "co_withdraw 不早于"), ({"co_purpose": "6", "co_withdraw": "2022-03-02"}, None),
     ({"co_person": minor}, "co_by 监护人"), ({"co_person": minor, "co_by": "2"}, None),
     ({"co_person": minor, "co_by": "3", "co_purpose": "1"}, None), ({"co_purpose": "6", "co_paper": None}, "co_paper " + BLANK))

form("case", dict(CASE, cs_couns=couns, cs_no="N@"),
     ({}, "cs_person 未结个案"), ({"cs_couns": grid}, "cs_couns 咨询师应为"),
     ({"cs_open": "2022-12-21"}, "cs_open 不能晚于今天"), ({"cs_complaint": LONG(501)}, "cs_complaint 500"),
     ({"cs_risk": "2"}, "cs_safety " + BLANK), ({"cs_risk": "3"}, "cs_safety " + BLANK), ({"cs_risk": "4"}, "cs_risk 没有选项"),
     ({"cs_consent": a4}, "cs_consent 知情同意"), ({"cs_consent": b2}, "cs_consent 知情同意"),
     ({"cs_open": "2022-03-01"}, "cs_consent 建案日有效"),      # a day before it was signed
     ({"cs_open": "2022-10-01"}, "cs_consent 建案日有效"),      # the day it was withdrawn
     ({"cs_person": b, "cs_consent": b2, "cs_open": "2022-07-01"}, "cs_consent 建案日有效"),  # the day after it expired
     ({"cs_psych": None}, "cs_psych " + BLANK), ({"cs_issue": []}, "cs_issue " + BLANK), ({"cs_goal": None}, "cs_goal " + BLANK))
form("case", dict(CASE, cs_couns=put("staff", **dict(STAFF, sf_role="17")), cs_no="M@"),
     ({"cs_person": b, "cs_consent": b2, "cs_open": "2022-06-30", "cs_risk": "2", "cs_safety": "热线"}, None))  # its last day

form("session", SESSION,
     ({}, None), ({"ss_case": None}, "ss_case 个案或人群登记"), ({"ss_case": None}, "ss_enrol " + BLANK),
     ({"ss_start": "2022-03-02T23:00", "ss_end": "2022-03-02T23:30"}, "ss_case 个案须未结"),
     ({"ss_start": "2022-10-01T09:00", "ss_end": "2022-10-01T09:30"}, None),  # a newer consent holds from that day
     ({"ss_start": "2022-12-20T09:01", "ss_end": "2022-12-20T09:30"}, "ss_start 不能晚于现在"),
     ({"ss_end": "2022-03-04T09:00"}, "ss_end 晚于开始"), ({"ss_end": "2022-03-04T13:00"}, None),
     ({"ss_end": "2022-03-04T13:01"}, "ss_end 240"), ({"ss_kind": "4"}, "ss_count " + BLANK),
     ({"ss_kind": "4", "ss_count": 1}, "ss_count 至少2人"), ({"ss_kind": "4", "ss_count": 2}, None),
     ({"ss_topic": LONG(1001)}, "ss_topic 1000"), ({"ss_topic": LONG(1000)}, None),
     ({"ss_next": "2022-03-04"}, "ss_next 晚于本次"), ({"ss_next": "2022-03-05"}, None),
     ({"ss_case": bcase, "ss_start": "2022-06-30T09:00", "ss_end": "2022-06-30T10:00"}, None),
     ({"ss_case": bcase, "ss_start": "2022-07-01T09:00", "ss_end": "2022-07-01T10:00"}, "ss_case 知情同意"))
form("session", TALK,
     ({}, None), ({"ss_start": "2022-03-31T09:00", "ss_end": "2022-03-31T09:50"}, "ss_enrol 未退出"),
     ({"ss_enrol": enrol, "ss_start": "2022-07-31T09:00", "ss_end": "2022-07-31T10:00"}, None),
     ({"ss_enrol": enrol, "ss_start": "2022-08-01T09:00", "ss_end": "2022-08-01T10:00"}, "ss_enrol 未退出"))

D21 = dict(sp_group="21", sp_rel_again0="0", sp_rel_crime="盗窃罪", sp_rel_term="一年", sp_rel_on="2022-01-01")
D22 = dict(sp_group="22", sp_cor_no="C1", sp_cor_kind="2", sp_cor_crime="盗窃罪", sp_cor_from="2022-01-01",
           sp_cor_to="2023-01-01", sp_cor_team="0")
form("special_population", SPECIAL,
     ({}, None), ({}, "sp_person 已有记录"), ({"sp_group": "06"}, "sp_maternal " + BLANK),
     ({"sp_group": "06", "sp_maternal": "1"}, None), ({"sp_in": "2022-12-21"}, "sp_in 不能晚于今天"),
     ({"sp_group": "01", "sp_out": "2022-03-31"}, "sp_out 不早于"), ({"sp_group": "01", "sp_out": "2022-04-01"}, "sp_out_why " + BLANK),
     ({"sp_group": "31"}, "sp_patient " + BLANK),
     *[({**D21, k: None}, k + " " + BLANK) for k in D21 if k != "sp_group"], (D21, None),
     ({**D21, "sp_rel_on": "2022-12-21"}, "sp_rel_on 不能晚于今天"), ({**D21, "sp_rel_again": "1"}, "sp_rel_again_crime " + BLANK),
     *[({**D22, k: None}, k + " " + BLANK) for k in D22 if k != "sp_group"], (D22, None),
     ({**D22, "sp_cor_to": "2022-01-01"}, "sp_cor_to 晚于"), ({**D22, "sp_cor_team": "1"}, "sp_cor_who " + BLANK),
     ({**D22, "sp_cor_lost": "1"}, "sp_cor_lost_why " + BLANK),
     ({**D22, "sp_cor_term_from": "2020-01-01", "sp_cor_term_to": "2020-01-01"}, "sp_cor_term_to 晚于"),
     *[({"sp_group": g}, "sp_drug_found " + BLANK) for g in ("24", "25", "26", "27", "39")],
     ({"sp_group": "24", "sp_drug_found": "2020-01-01", "sp_drug_cphone": "1"}, "sp_drug_cphone "),
     ({"sp_group": "24", "sp_drug_found": "2020-01-01"}, None))

form("plan", PLAN,
     ({"pl_date": "2022-03-31"}, "pl_date 不早于纳入"), ({"pl_date": "2022-08-01"}, "pl_enrol 未退出"),
     ({"pl_problem": LONG(301)}, "pl_problem 300"), ({"pl_team": []}, "pl_team 至少要一行"),
     ({"pl_team": [{"pl_team_role": "05"}]}, "pl_team[1].pl_team_who " + BLANK),
     ({"pl_reviewed": "2022-06-01"}, "pl_result " + BLANK), ({"pl_reviewed": "2022-04-30", "pl_result": "1"}, "pl_reviewed 不早于"),
     ({"pl_end": "2022-04-30"}, "pl_end 不早于"), ({"pl_review": None}, "pl_review " + BLANK),
     ({"pl_end": "2022-05-01"}, None), ({"pl_reviewed": "2022-06-01", "pl_result": "1"}, None), ({}, "pl_enrol 已有记录"),
     ({"pl_measures": []}, "pl_measures " + BLANK), ({"pl_consent": "4"}, "pl_consent 没有选项"))

form("rehab_enrolment", REHAB,
     ({"rh_person": a, "rh_consent": a4, "rh_apply": "2022-04-01", "rh_start": "2022-04-01"}, "rh_person 未结束"),
     ({"rh_consent": b2}, "rh_consent 康复知情同意"), ({"rh_consent": a4}, "rh_consent 康复知情同意"),
     ({"rh_apply": "2022-03-01"}, "rh_consent 申请日有效"), ({"rh_apply": "2022-12-21"}, "rh_apply 不能晚于今天"),
     ({"rh_living": "2", "rh_co": [{"rh_co_name": "甲"}]}, "rh_co[1].rh_co_rel " + BLANK),
     ({"rh_behav": ["7", "1"]}, "rh_behav 不能再选"), ({"rh_site": room}, "rh_site 康复机构"),
     ({"rh_start": "2022-03-02"}, "rh_start 不早于申请"), ({"rh_start": None}, "rh_start " + BLANK),
     ({"rh_state": "3", "rh_start": None}, "rh_start " + BLANK), ({"rh_state": "1", "rh_start": None}, None),
     ({"rh_apply": "2022-05-01", "rh_start": "2022-05-01"}, "rh_person 未结束"))

form("rehab_service", SERVICE,
     ({}, None), ({"rv_start": "2022-03-09T23:00", "rv_end": "2022-03-09T23:30"}, "rv_start 不早于服务开始"),
     ({"rv_start": "2022-12-20T09:01", "rv_end": "2022-12-20T10:00"}, "rv_start 不晚于现在"),
     ({"rv_end": "2022-03-10T09:00"}, "rv_end 晚于开始"), ({"rv_end": "2022-03-11T09:00"}, None),
     ({"rv_end": "2022-03-11T09:01"}, "rv_end 24小时"), (VISIT, None),
     *[({**VISIT, k: None}, k + " " + BLANK) for k in VISIT if k != "rv_type"],
     ({"rv_next": "2022-03-10"}, "rv_next 晚于本次"), ({"rv_next": "2022-03-11"}, None), ({"rv_by": None}, "rv_by " + BLANK))

form("area", AREA,
     ({}, None), ({}, "ab_area 已有记录"), ({"ab_year": 2021}, None), ({"ab_year": 1999}, "ab_year 2000–2100"),
     ({"ab_year": 2101}, "ab_year 2000–2100"), ({"ab_year": 2020, "ab_pop": 0}, "ab_pop 大于0"),
     ({"ab_year": 2020, "ab_streets": None}, "ab_streets " + BLANK), ({"ab_year": 2020, "ab_old": 1001}, "ab_old 不超过"),
     ({"ab_year": 2020, "ab_old": 1000}, None), ({"ab_area": "500112001000", "ab_streets": None}, None),
     ({"ab_year": 2019, "ab_hukou": -1}, "ab_hukou 不能小于0"), ({"ab_year": 2019, "ab_area": "50011200000x"}, "ab_area "))

form("activity", dict(ACTIVITY, ac_theme="义诊@"),
     ({}, None), ({"ac_theme": "同"}, None), ({"ac_theme": "同"}, "ac_date 已有记录"),
     ({"ac_date": "2022-12-21"}, "ac_date 不能晚于今天"), ({"ac_start": "10:00", "ac_end": "10:00"}, "ac_end 晚于开始"),
     ({"ac_end": "10:00"}, None), ({"ac_form": "3"}, "ac_spk " + BLANK), ({"ac_form": "3", "ac_spk": couns}, None),
     ({"ac_form": "3", "ac_spk_out": "专家"}, None), ({"ac_heads": 0}, "ac_heads 大于0"), ({"ac_heads": -1}, "ac_heads 不小于0"),
     ({"ac_heads": 0, "ac_form": "5", "ac_online": 1}, None), ({"ac_heads": 0, "ac_form": "5", "ac_online": 0}, "ac_heads 大于0"),
     ({"ac_form": "5"}, "ac_online " + BLANK), ({"ac_venue": "13"}, "ac_online " + BLANK),
     ({"ac_venue": "13", "ac_online": -1}, "ac_online 不能小于0"), ({"ac_mat": [{"ac_mat_n": 0}]}, "ac_mat[1].ac_mat_n 大于0"),
     ({"ac_vol": [{"ac_vol_hours": 24}]}, "ac_vol[1].ac_vol_who " + BLANK),
     ({"ac_vol": [{"ac_vol_who": helper, "ac_vol_hours": 24}]}, None),
     ({"ac_vol": [{"ac_vol_who": helper, "ac_vol_hours": 24.5}]}, "ac_vol[1].ac_vol_hours 24小时"),
     ({"ac_cat": ["40"]}, "ac_cat 没有选项"), ({"ac_cat": ["90", "39"]}, None))

form("lecture", dict(LECTURE, lt_theme="睡眠@"),
     ({}, None), ({"lt_end": "09:00"}, "lt_end 晚于开始"), ({"lt_hours": 0.4}, "lt_hours 0.5–8"), ({"lt_hours": 0.5}, None),
     ({"lt_hours": 8.5}, "lt_hours 0.5–8"), ({"lt_spk": None}, "lt_spk 外聘专家"), ({"lt_spk": None, "lt_spk_out": "专家"}, None),
     ({"lt_real": 0}, "lt_real 大于0"), ({"lt_real": 0, "lt_online": 1}, None), ({"lt_online": -1}, "lt_online 不能小于0"),
     ({"lt_plan": 0}, "lt_plan 大于0"), ({"lt_fee": -0.01}, "lt_fee 不能小于0"), ({"lt_satis": 100.1}, "lt_satis 0–100"),
     ({"lt_pre": 0}, None), ({"lt_post": -1}, "lt_post 0–100"), ({"lt_letter": "0"}, None), ({"lt_notice": "9"}, "lt_notice 没有选项"),
     ({"lt_date": "2022-12-21"}, "lt_date 不能晚于今天"))

form("training", dict(TRAINING, tr_name="培训@"),
     ({}, None), ({"tr_start": "2022-12-20T09:01", "tr_end": "2022-12-20T10:00"}, "tr_start 不能晚于现在"),
     ({"tr_end": "2022-10-10T09:00"}, "tr_end 晚于开始"), ({"tr_hours": 0}, "tr_hours 大于0"),
     ({"tr_teacher": []}, "tr_teacher 至少要一行"), ({"tr_teacher": [{"tr_t_staff": couns}]}, None),
     ({"tr_teacher": [{"tr_t_topic": "x"}]}, "tr_teacher[1].tr_t_name " + BLANK),
     ({"tr_att": []}, "tr_att 至少要一行"), ({"tr_att": [dict(ATT, tr_att_hours=6.5)]}, "tr_att[1].tr_att_hours 不超过"),
     ({"tr_att": [dict(ATT, tr_att_hours=0)]}, None), ({"tr_att": [ATT, dict(ATT, tr_att_score=101)]}, "tr_att[2].tr_att_score 0–100"),
     ({"tr_att": [dict(ATT, tr_att_name=None, tr_att_staff=couns)]}, None), ({"tr_passline": 101}, "tr_passline 0–100"),
     ({"tr_att": [dict(ATT, tr_att_unit=None)]}, "tr_att[1].tr_att_unit " + BLANK),
     ({"tr_att": [dict(ATT, tr_att_pass=None, tr_att_score=59)]}, None), ({"tr_plan_n": -1}, "tr_plan_n 不能小于0"))


# More tables, by subject: rules_*.py beside this file.
for part in sorted(glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "rules_*.py"))):
    with open(part, encoding="utf-8") as f:
        exec(compile(f.read(), part, "exec"))


# --- trying them -------------------------------------------------------------------

def filled(v, k):
    if isinstance(v, str):
        return v.replace("@@", "%02d" % (k + 2)).replace("@", str(k))
    return v


faults = 0
tried = 0
for name, base, rows in T:
    text = ""
    for k, (changes, _) in enumerate(rows):
        record = {f: filled(v, k) for f, v in dict(base, **changes).items()}
        text += json.dumps(record, ensure_ascii=False) + "\n"
    p = run("add", name, text=text)
    said = {}
    warned = {}
    for line in p.stderr.splitlines():
        number, _, rest = line.partition(":")
        field, _, words = rest.partition(": error: ")
        if words:
            said.setdefault(int(number), []).append((field, words))
        field, _, words = rest.partition(": warning: ")
        if words:
            warned.setdefault(int(number), []).append((field, words))
    saved = p.stdout.count("ACK ")
    good = 0
    for k, (changes, want) in enumerate(rows):
        got = said.get(k + 1, [])
        tried += 1
        good += not got
        if want is None:
            wrong = got
        elif want.startswith("~"):
            field, _, words = want[1:].partition(" ")
            wrong = got or not any(f == field and words in w for f, w in warned.get(k + 1, []))
            got = got or warned.get(k + 1)
        else:
            field, _, words = want.partition(" ")
            wrong = not any(f == field and words in w for f, w in got)
        if wrong:
            faults += 1
            print("%s %s: want %s, got %s" % (name, changes, want or "saved", got or "saved"))
    if good != saved:
        faults += 1
        print("%s: %d lines without a fault, %d saved" % (name, good, saved))
# What the program fills in.
def same(name, want, got):
    global faults
    if got != want:
        faults += 1
        print("%s: want %s, got %s" % (name, want, got))


def filled_in(form, name, base, **want):
    record = json.loads(run("show", put(form, **base), "--reveal", "x").stdout)
    same(form + " " + name, want, {k: record.get(k) for k in want})


blank = dict(p_birth=None, p_sex=None, p_idtype="01")
for name, number, born, sex, age in (
        ("male", idno("19790105", "999"), "1979-01-05", "1", 43), ("female", idno("19790105", "998"), "1979-01-05", "2", 43),
        ("birthday", idno("19790301", "999"), "1979-03-01", "1", 43), ("day before", idno("19790302", "999"), "1979-03-02", "1", 42),
        ("leap day", "420502189602290026", "1896-02-29", "2", 126)):
    filled_in("resident", name, dict(RESIDENT, **blank, p_idno=number), p_birth=born, p_sex=sex, p_age=age)
filled_in("resident", "small x", dict(RESIDENT, **blank, p_idno="50011218880808008x"), p_idno="50011218880808008X")
filled_in("staff", "staff", dict(STAFF, sf_idno=idno("19790106", "999"), sf_sex=None), sf_sex="1", sf_birth="1979-01-06", sf_fte=1)
filled_in("station", "area", dict(STATION, st_code="50011200300011", st_name="自填", st_level="4", st_parent=site, st_area=None),
          st_area="500112003000")
filled_in("area", "year", dict(AREA, ab_area="500112004000", ab_streets=None), ab_on="2022-01-01")
filled_in("training", "marks", dict(TRAINING, tr_name="考核", tr_att=[
    dict(ATT, tr_att_score=59, tr_att_pass=None), dict(ATT, tr_att_score=60, tr_att_pass=None),
    dict(ATT, tr_att_in="0"), dict(ATT, tr_att_hours=1.5)]), tr_n=3, tr_pass_n=2, tr_total_hours=13.5)
filled_in("session", "groups of that day", dict(TALK, ss_start="2022-07-01T09:00", ss_end="2022-07-01T10:10"),
          ss_person=b, ss_groups=["28"], ss_mins=70)
filled_in("consent", "told as text", dict(CONSENT, co_person=b, co_purpose="7", co_scope="6 5 4 3 2 1 1"),
          co_scope=["6", "5", "4", "3", "2", "1"])

for look in LATER:
    look()

print("%d rules tried, %d faults" % (tried, faults))
sys.exit(faults > 0)
