# SPDX-License-Identifier: MIT
# Severe mental disorders (domain.md 4.13–4.20): patients, visits, teams,
# reviews, emergencies, losses and deaths, leads, benefits. A part of rules.py.

doctor = put("staff", **dict(STAFF, sf_role="07"))
PATIENT = dict(sm_person=a, sm_no="00100001", sm_gname="张父", sm_grel="5", sm_gaddr="社区3号", sm_gphone="13800000001",
               sm_vcontact="王芳", sm_vphone="023-67319162", sm_hukou="1", sm_job="4", sm_consent="0", sm_onset="2015",
               sm_hsym=["1"], sm_hlock="1", sm_hout="1", sm_hosp=0, sm_diag="精神分裂症", sm_dcode="01",
               sm_dhosp="区精神卫生中心", sm_ddate="2015-06", sm_effect="2", sm_d1=0, sm_d2=0, sm_d3=0, sm_d4=0, sm_d5=0,
               sm_d6=0, sm_econ="2", sm_date="2022-03-01", sm_sign="李医生", sm_owner=doctor,
               sm_dbstate="1", sm_state="2", sm_state_on="2022-03-01")
MANAGED = dict(sm_consent="1", sm_state="1", sm_csign="张父", sm_cdate="2022-03-01", sm_managed="2022-03-01")
number = iter(range(1, 100))


def patient(**more):
    """A patient of his own person."""
    return put("patient", **dict(PATIENT, sm_person=put("resident", **RESIDENT), sm_no="009%05d" % next(number), **more))


p = patient()
unstable, dead, moved, lost, cleared = (patient() for _ in range(5))
run("set", moved, "sm_state=4", "sm_state_on=2022-06-01", "--reason", "迁出")
run("set", cleared, "sm_state=6", "sm_state_on=2022-06-01", "--reason", "排除")
CHECKED = dict(fu_who=["1"], fu_danger="0", fu_sym_none="1", fu_insight="1", fu_sleep="1", fu_diet="1", fu_self="1",
               fu_house="1", fu_work="9", fu_study="1", fu_social="1", fu_d_none="1", fu_d1=0, fu_d2=0, fu_d3=0, fu_d4=0,
               fu_d5=0, fu_d6=0, fu_lock="1", fu_hosp="0", fu_lab="1", fu_adh="4", fu_adr="9", fu_effect="2",
               fu_refer="1", fu_rehab=["1"], fu_psy="0", fu_symsev="3", fu_body="0", fu_class="3")
VISIT14 = dict(fu_patient=p, fu_date="2022-05-01", fu_form="2", **CHECKED, fu_next="2022-08-01", fu_sign="李医生")
NOBODY = {k: None for k in CHECKED}  # the patient was not reached
DRUG = dict(fu_drug_name="奥氮平", fu_drug_route="1", fu_drug_am=5)
TAKES = dict(fu_adh="1", fu_drug=[DRUG])

form("patient", dict(PATIENT, sm_person=b),
     ({"sm_no": "0010000"}, "sm_no 8位"),
     ({"sm_no": "001000011"}, "sm_no 8位"), ({"sm_no": "00100001", "sm_person": None}, "sm_person " + BLANK),
     ({"sm_gphone": "1"}, "sm_gphone "), ({"sm_vphone": "1"}, "sm_vphone "), ({"sm_hukou": "3"}, "sm_hukou 没有选项"),
     ({"sm_job": "8"}, "sm_job_other " + BLANK), ({"sm_job": "10"}, "sm_job 没有选项"),
     ({"sm_consent": "1"}, "sm_csign " + BLANK), ({"sm_consent": "1"}, "sm_cdate " + BLANK),
     ({**MANAGED, "sm_managed": None}, "sm_managed " + BLANK), ({**MANAGED, "sm_managed": "2022-02-28"}, "sm_managed 不早于"),
     ({"sm_onset": "15"}, "sm_onset 2015"), ({"sm_onset": "2015-13"}, "sm_onset "), ({"sm_onset": "2015-02-30"}, "sm_onset "),
     ({"sm_onset": "2023"}, "sm_onset 不晚于今天"), ({"sm_onset": "2022-12-21"}, "sm_onset 不晚于今天"),
     ({"sm_ddate": "2023-01"}, "sm_ddate 不晚于今天"), ({"sm_hsym": ["12"]}, "sm_hsym_other " + BLANK),
     ({"sm_hsym": ["13"]}, "sm_hsym 没有选项"), ({"sm_hout": "2"}, "sm_hfirst " + BLANK), ({"sm_hout": "3"}, "sm_hfirst " + BLANK),
     ({"sm_hout": "2", "sm_hfirst": "2023"}, "sm_hfirst 不晚于今天"),
     ({"sm_hosp": -1}, "sm_hosp 0–99"), ({"sm_hosp": 100}, "sm_hosp 0–99"), ({"sm_icd": "F2"}, "sm_icd F20"),
     ({"sm_icd": "F20.1234"}, "sm_icd F20"), ({"sm_dcode": "09"}, "sm_dcode 没有选项"), ({"sm_effect": "5"}, "sm_effect 没有选项"),
     *[({"sm_d%d" % k: -1}, "sm_d%d 不能小于0" % k) for k in range(1, 7)],
     *[({"sm_d%d" % k: None}, "sm_d%d " % k + BLANK) for k in range(1, 7)],
     ({"sm_date": "2022-12-21"}, "sm_date 不能晚于今天"), ({"sm_owner": grid}, "sm_owner 责任医生"),
     ({"sm_upload": "2022-12-21"}, "sm_upload 不能晚于今天"), ({"sm_treat": "01"}, "sm_hospcause " + BLANK),
     ({"sm_state_on": "2022-02-28"}, "sm_state_on 不早于"),
     ({"sm_state": "3"}, "sm_state 由登记写入"), ({"sm_state": "5"}, "sm_state 由登记写入"), ({"sm_state": "1"}, "sm_state 拒管"),
     ({**MANAGED, "sm_state": "2"}, "sm_state 拒管"), *[({k: None}, k + " " + BLANK) for k in ("sm_dbstate", "sm_state_on")],
     *[({k: None}, k + " " + BLANK) for k in ("sm_gname", "sm_grel", "sm_gaddr", "sm_gphone", "sm_vcontact", "sm_vphone",
       "sm_hukou", "sm_job", "sm_consent", "sm_onset", "sm_hsym", "sm_hlock", "sm_hout", "sm_hosp", "sm_diag", "sm_dcode",
       "sm_dhosp", "sm_ddate", "sm_effect", "sm_econ", "sm_date", "sm_sign", "sm_owner")],
     ({"sm_no": "00200001", "sm_onset": "2015-06-30", "sm_hout": "2", "sm_hfirst": "2015-05"}, "~sm_hfirst 早于初次发病"),
     ({}, "sm_person 已有记录"))
form("patient", PATIENT,
     ({**MANAGED, "sm_no": "00200003"}, "~sm_consent 同意书"),  # the consent register knows none
     ({"sm_person": minor, "sm_no": "00200003"}, "sm_no 已有记录"),
     ({"sm_person": minor, "sm_no": "00200004", "sm_job": "8", "sm_job_other": "护工", "sm_onset": "2015-02-28",
       "sm_hsym": ["12"], "sm_hsym_other": "僵住", "sm_hout": "3", "sm_hfirst": "2015", "sm_hosp": 99, "sm_icd": "F20.123",
       "sm_treat": "01", "sm_hospcause": "02", "sm_date": "2022-12-20",
       "sm_state_on": "2022-12-20", "sm_upload": "2022-12-20", "sm_d1": 2}, None))

form("follow_up", VISIT14,
     ({"fu_date": "2022-12-21"}, "fu_date 不能晚于今天"), ({"fu_patient": moved}, "fu_patient 不再随访"),
     ({"fu_patient": cleared}, "fu_patient 不再随访"), ({"fu_form": "4"}, "fu_form 没有选项"),
     *[({k: None}, k + " " + BLANK) for k in CHECKED if k[:4] != "fu_d" or k == "fu_danger"],
     ({"fu_next": None}, "fu_next " + BLANK), ({"fu_sign": None}, "fu_sign " + BLANK), ({"fu_date": None}, "fu_date " + BLANK),
     ({"fu_sym_none": "0"}, "fu_sym " + BLANK), ({"fu_sym_none": "0", "fu_sym": ["12"]}, "fu_sym_other " + BLANK),
     ({"fu_danger": "6"}, "fu_danger 没有选项"), ({"fu_work": "8"}, "fu_work 没有选项"), ({"fu_study": "9"}, "fu_study 没有选项"),
     *[({"fu_d_none": "0", "fu_d%d" % k: None}, "fu_d%d " % k + BLANK) for k in range(1, 7)],
     *[({"fu_d_none": "0", "fu_d%d" % k: -1}, "fu_d%d 不能小于0" % k) for k in range(1, 7)],
     ({"fu_hosp": "2"}, "fu_discharge " + BLANK), ({"fu_hosp": "2", "fu_discharge": "2022-05-02"}, "fu_discharge 不晚于"),
     ({"fu_lab": "2"}, "fu_labtext " + BLANK), ({"fu_adr": "2", "fu_adrsev": "0"}, "fu_adrtext " + BLANK),
     ({"fu_adr": "2", "fu_adrtext": "手抖"}, "fu_adrsev " + BLANK), ({"fu_refer": "2", "fu_refer_to": "甲"}, "fu_refer_why " + BLANK),
     ({"fu_refer": "2", "fu_refer_why": "甲"}, "fu_refer_to " + BLANK), ({"fu_adh": "1"}, "fu_drug 至少要一行"),
     ({"fu_adh": "2"}, "fu_drug 至少要一行"), ({**TAKES, "fu_drug": [DRUG] * 4}, "fu_drug 最多3行"),
     ({"fu_guide": [dict(fu_guide_name="甲", fu_guide_route="1")] * 4}, "fu_guide 最多3行"),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_name=None)]}, "fu_drug[1].fu_drug_name " + BLANK),
     *[({**TAKES, "fu_drug": [dict(DRUG, **{k: -0.5})]}, "fu_drug[1].%s 不能小于0" % k)
       for k in ("fu_drug_am", "fu_drug_noon", "fu_drug_pm")],
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_times=0, fu_drug_dose=1)]}, "fu_drug[1].fu_drug_times 1–9"),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_times=10, fu_drug_dose=1)]}, "fu_drug[1].fu_drug_times 1–9"),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_times=2)]}, "fu_drug[1].fu_drug_dose " + BLANK),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_times=2, fu_drug_dose=0)]}, "fu_drug[1].fu_drug_dose 大于0"),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_route="2", fu_drug_dose=100)]}, "fu_drug[1].fu_drug_weeks " + BLANK),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_route="2", fu_drug_weeks=4)]}, "fu_drug[1].fu_drug_dose " + BLANK),
     ({**TAKES, "fu_drug": [dict(DRUG, fu_drug_route="2", fu_drug_weeks=13, fu_drug_dose=100)]}, "fu_drug[1].fu_drug_weeks 1–12"),
     ({"fu_guide": [dict(fu_guide_name="甲", fu_guide_route="2", fu_guide_dose=1)]}, "fu_guide[1].fu_guide_weeks " + BLANK),
     ({"fu_guide": [dict(fu_guide_name="甲", fu_guide_route="1", fu_guide_times=1)]}, "fu_guide[1].fu_guide_dose " + BLANK),
     ({"fu_rehab": ["5"]}, "fu_rehab_other " + BLANK), ({"fu_next": "2022-05-01"}, "fu_next 晚于随访"),
     ({"fu_upload": "2022-04-30"}, "fu_upload 不早于"),
     ({"fu_lost": "1", "fu_death_date": "2022-04-01", "fu_death_cause": "2", **NOBODY}, "fu_lost 死亡日期"),
     ({"fu_death_date": "2022-05-02", "fu_death_cause": "2", **NOBODY}, "fu_death_date 不晚于随访"),
     ({"fu_death_date": "2022-04-01", **NOBODY}, "fu_death_cause " + BLANK),
     ({"fu_death_date": "2022-04-01", "fu_death_cause": "1", **NOBODY}, "fu_death_body " + BLANK),
     # saved, one after the other
     ({}, None), ({}, "fu_date 晚于该患者上一次"), ({"fu_date": "2022-04-30", "fu_next": "2022-06-30"}, "fu_date 晚于该患者上一次"),
     ({"fu_date": "2022-05-02", **TAKES, "fu_drug": [DRUG, dict(DRUG, fu_drug_route="2", fu_drug_am=None, fu_drug_weeks=12,
                                                               fu_drug_dose=0.5), dict(DRUG, fu_drug_times=9, fu_drug_dose=1)],
       "fu_guide": [dict(fu_guide_name="甲", fu_guide_route="1")] * 3, "fu_upload": "2022-05-02"}, None),
     ({"fu_date": "2022-05-03", "fu_class": "2", "fu_next": "2022-05-17"}, "~fu_class 建议分类（3）"),
     ({"fu_date": "2022-05-04", "fu_class": "2", "fu_next": "2022-05-17", "_reasons": {"fu_class": "家属反映波动"}}, None),
     ({"fu_date": "2022-05-05", "fu_next": "2022-08-06"}, "~fu_next 最长间隔"),
     ({"fu_date": "2022-05-06", "fu_danger": "1", "fu_class": "2", "fu_next": "2022-06-07"}, "~fu_next 最长间隔"),
     ({"fu_date": "2022-05-07", "fu_danger": "3", "fu_class": "1", "fu_next": "2022-05-21"}, "~fu_danger 应转诊"),
     ({"fu_date": "2022-05-08", "fu_danger": "3", "fu_class": "1", "fu_refer": "2", "fu_refer_why": "冲动",
       "fu_refer_to": "区医院", "fu_next": "2022-05-23"}, "~fu_next 最长间隔"),
     ({"fu_date": "2022-05-09", "fu_lost": "4", "fu_next": "2022-05-23", **NOBODY}, "~fu_lost 不足2次"),
     ({"fu_date": "2022-05-10", "fu_lost": "4", "fu_next": "2022-05-24", **NOBODY}, "~fu_lost 不足2次"),
     ({"fu_date": "2022-05-11", "fu_lost": "4", "fu_next": "2022-05-25", **NOBODY}, None),
     ({"fu_date": "2022-12-20", "fu_patient": lost, "fu_lost": "1", "fu_next": "2023-01-03", **NOBODY}, None),
     ({"fu_patient": dead, "fu_death_date": "2022-04-30", "fu_death_cause": "1", "fu_death_body": "8", "fu_next": None, **NOBODY}, None),
     ({"fu_patient": dead, "fu_date": "2022-06-01", "fu_next": "2022-09-01"}, "fu_patient 不再随访"),
     ({"fu_patient": unstable, "fu_class": "1", "fu_danger": "4", "fu_refer": "2", "fu_refer_why": "冲动",
       "fu_refer_to": "区医院", "fu_next": "2022-05-15", "fu_hosp": "2", "fu_discharge": "2022-05-01",
       "fu_sym_none": "0", "fu_sym": ["7", "12"], "fu_sym_other": "绝食", "fu_adr": "2", "fu_adrtext": "手抖", "fu_adrsev": "1",
       "fu_rehab": ["5"], "fu_rehab_other": "园艺", "fu_lab": "2", "fu_labtext": "血常规正常"}, None))

MEMBER = dict(tm_m_role="3", tm_m_name="李医生", tm_m_phone="13800000000")
TEAM = dict(tm_kind="2", tm_area="500112001001", tm_members=[MEMBER] * 3, tm_lead="李医生", tm_from="2022-03-01")
form("care_team", TEAM,
     ({}, None), ({"tm_kind": "4"}, "tm_kind 没有选项"), ({"tm_area": "1"}, "tm_area 12"), ({"tm_members": [MEMBER] * 2}, "tm_members 至少3名"),
     ({"tm_kind": "1", "tm_members": [MEMBER] * 2}, "tm_members 至少3名"), ({"tm_members": []}, "tm_members 至少要一行"),
     ({"tm_kind": "3", "tm_members": [MEMBER]}, "tm_patients 至少要一行"),
     ({"tm_kind": "3", "tm_members": [MEMBER], "tm_patients": [{}]}, "tm_patients[1].tm_pt " + BLANK),
     ({"tm_kind": "3", "tm_members": [MEMBER], "tm_patients": [{"tm_pt": moved}]}, "tm_patients[1].tm_pt 迁出"),
     ({"tm_kind": "3", "tm_members": [MEMBER], "tm_patients": [{"tm_pt": unstable}]}, None),
     *[({"tm_kind": "3", "tm_patients": [{"tm_pt": p}], "tm_members": [dict(MEMBER, **{k: None})]}, "tm_members[1].%s " % k + BLANK)
       for k in MEMBER], ({"tm_members": [dict(MEMBER, tm_m_phone="1")] * 3}, "tm_members[1].tm_m_phone "),
     ({"tm_members": [dict(MEMBER, tm_m_insured="1")] * 3}, "tm_members[1].tm_m_ins_to " + BLANK),
     ({"tm_members": [dict(MEMBER, tm_m_insured="1", tm_m_ins_to="2023-01-01")] * 3}, None),
     ({"tm_from": "2022-12-21"}, "tm_from 不能晚于今天"), ({"tm_to": "2022-02-28"}, "tm_to 不早于"), ({"tm_to": "2022-03-01"}, None),
     ({"tm_lead": None}, "tm_lead " + BLANK))

REVIEW = dict(cv_patient=p, cv_date="2022-06-01", cv_now="平稳", cv_change="2", cv_treat="1", cv_guard="1", cv_db="1",
              cv_colour="4", cv_measures=["3"], cv_by=["3"], cv_next="2022-09-01")
form("colour_review", REVIEW,
     *[({k: None}, k + " " + BLANK) for k in REVIEW], ({"cv_date": "2022-12-21"}, "cv_date 不能晚于今天"),
     ({"cv_patient": moved, "cv_date": "2022-06-02"}, "cv_patient 迁出"), ({"cv_patient": moved}, None),
     ({"cv_next": "2022-09-02"}, "cv_next 3个月"), ({"cv_next": "2022-06-01"}, "cv_next 1个月"),
     ({"cv_colour": "1", "cv_next": "2022-07-01"}, "cv_by 两种以上"),
     ({"cv_colour": "1", "cv_by": ["3", "4"], "cv_next": "2022-07-02"}, "cv_next 1个月"), ({"cv_colour": "5"}, "cv_colour 没有选项"),
     ({"cv_measures": ["8"]}, "cv_measures 没有选项"), ({}, None), ({}, "cv_date 晚于该患者上一次"),
     ({"cv_date": "2022-05-31", "cv_next": "2022-08-31"}, "cv_date 晚于该患者上一次"),
     ({"cv_date": "2022-06-02", "cv_colour": "1", "cv_by": ["3", "4"], "cv_next": "2022-07-02"}, None))

EMERGENCY = dict(em_patient=p, em_call="2022-06-01T09:00", em_caller="1", em_arrive="2022-06-01T09:30", em_place="家中",
                 em_reason=["1"], em_danger="2", em_police="0", em_consent="1", em_team=[dict(em_t_name="李医生", em_t_unit="中心")],
                 em_action="3", em_result="2", em_written="2022-06-01T12:00")
SEEN = dict(em_obs_at="2022-06-01T13:30", em_obs_ok="1")
form("emergency", EMERGENCY,
     ({}, None), ({"em_patient": None}, "em_patient 填写姓名"), ({"em_patient": None}, "em_name " + BLANK),
     ({"em_patient": None, "em_name": "某男"}, None), ({"em_call": "2022-12-20T09:01", "em_arrive": "2022-12-20T09:02"}, "em_call 不能晚于现在"),
     ({"em_arrive": "2022-06-01T08:59"}, "em_arrive 不早于"), ({"em_arrive": "2022-06-01T09:00"}, None),
     ({"em_danger": "3"}, "em_police 须通知"), ({"em_danger": "5"}, "em_police 须通知"), ({"em_danger": "3", "em_police": "1"}, None),
     ({"em_team": []}, "em_team 至少要一行"), ({"em_team": [{}]}, "em_team[1].em_t_name " + BLANK), ({"em_team": [{}]}, "em_team[1].em_t_unit " + BLANK),
     ({"em_written": "2022-06-01T09:29"}, "em_written 不早于"), ({"em_written": "2022-06-02T09:00"}, None),
     ({"em_written": "2022-06-02T09:01"}, "~em_written 24小时"), ({"em_action": "1"}, "em_obs 至少要一行"),
     ({"em_action": "1", "em_obs": [dict(SEEN, em_obs_ok=None)]}, "em_obs[1].em_obs_ok " + BLANK),
     ({"em_action": "1", "em_obs": [dict(SEEN, em_obs_at="2022-06-01T09:30")]}, "em_obs[1].em_obs_at 晚于到达"),
     ({"em_action": "1", "em_obs": [SEEN, dict(SEEN, em_obs_at="2022-06-01T17:30")]}, None),
     ({"em_action": "1", "em_obs": [SEEN, dict(SEEN, em_obs_at="2022-06-01T17:31")]}, "~em_obs[2].em_obs_at 4小时"),
     ({"em_patient": moved, "em_call": "2022-06-02T09:00", "em_arrive": "2022-06-02T09:30", "em_written": "2022-06-02T12:00"}, "em_patient 迁出"),
     *[({k: None}, k + " " + BLANK) for k in EMERGENCY if k not in ("em_patient", "em_team")], ({"em_consent": "3"}, "em_consent 没有选项"))

TRY = dict(ld_try_on="2022-06-01", ld_try_way="2", ld_try_by="王芳")
LOSS = dict(ld_patient=lost, ld_kind="1", ld_date="2022-06-01", ld_reason="1", ld_tries=[TRY], ld_report=["1"])
DEATH = dict(ld_patient=lost, ld_kind="2", ld_date="2022-11-01", ld_cause="1", ld_body="2", ld_proof="1")
form("lost_or_death", LOSS,
     *[({k: None}, k + " " + BLANK) for k in LOSS if k != "ld_tries"], ({"ld_tries": []}, "ld_tries 至少要一行"),
     ({"ld_date": "2022-12-21"}, "ld_date 不能晚于今天"), ({"ld_reason": "4", "ld_tries": [TRY] * 2}, "ld_tries 至少填3次"),
     ({"ld_tries": [dict(TRY, ld_try_on="2022-06-02")]}, "ld_tries[1].ld_try_on 不晚于"),
     *[({"ld_tries": [dict(TRY, **{k: None})]}, "ld_tries[1].%s " % k + BLANK) for k in TRY],
     ({"ld_back": "2022-06-01"}, "ld_back 晚于失访"), ({"ld_reason": "4", "ld_tries": [TRY] * 3, "ld_back": "2022-06-02"}, None),
     ({"ld_date": "2022-06-02"}, None), ({"ld_date": "2022-06-03"}, "ld_kind 已登记失访"), ({"ld_reason": "6"}, "ld_reason 没有选项"))
form("lost_or_death", DEATH,
     *[({k: None}, k + " " + BLANK) for k in DEATH if k not in ("ld_body",)], ({"ld_body": None}, "ld_body " + BLANK),
     ({"ld_patient": p, "ld_cause": "2", "ld_body": None, "ld_date": "2022-12-20"}, None),
     ({}, None), ({"ld_date": "2022-11-02"}, "ld_patient 已有记录"), ({"ld_proof": "4"}, "ld_proof 没有选项"))
form("lost_or_death", LOSS, ({"ld_date": "2022-12-01"}, "ld_kind 已登记失访或死亡"))
form("follow_up", dict(VISIT14, fu_date="2022-12-20", fu_next="2023-03-20"),
     ({}, "fu_patient 不再随访"), ({"fu_patient": lost}, "fu_patient 不再随访"))  # dead by F18
form("colour_review", dict(REVIEW, cv_next="2022-12-01"),
     ({"cv_patient": lost, "cv_date": "2022-11-02"}, "cv_patient 死亡"), ({"cv_patient": lost, "cv_date": "2022-11-01"}, None))

LEAD = dict(le_name="某女", le_sex="2", le_age=40, le_area="500112001001", le_addr="社区9号", le_source="2", le_ask=["3"],
            le_found="2022-06-01")
form("lead", LEAD,
     ({}, None), *[({k: None}, k + " " + BLANK) for k in LEAD], ({"le_age": -1}, "le_age 0–120"), ({"le_age": 121}, "le_age 0–120"),
     ({"le_age": 120}, None), ({"le_addr": LONG(71)}, "le_addr 70"), ({"le_addr": LONG(70)}, None), ({"le_area": "1"}, "le_area 12"),
     ({"le_inf_phone": "1"}, "le_inf_phone "), ({"le_found": "2022-12-21"}, "le_found 不能晚于今天"), ({"le_source": "8"}, "le_source 没有选项"),
     ({"le_confirm": "2"}, "le_conf_on " + BLANK), ({"le_confirm": "2", "le_conf_on": "2022-05-31"}, "le_conf_on 不早于"),
     ({"le_confirm": "2", "le_conf_on": "2022-06-01"}, None), ({"le_confirm": "3"}, None), ({"le_confirm": "4"}, None),
     ({"le_confirm": "1", "le_conf_on": "2022-06-01"}, "le_to " + BLANK),
     ({"le_confirm": "1", "le_conf_on": "2022-06-01", "le_to": unstable}, None),
     ({"le_confirm": "1", "le_conf_on": "2022-06-01", "le_to": unstable}, "le_to 另一条线索"))

BENEFIT = dict(bn_patient=unstable, bn_period="2022Q2", bn_free2="0", bn_lai="0")
PAID = ("bn_ins", "bn_serious", "bn_aid", "bn_emg", "bn_free", "bn_self", "bn_guard")
form("benefit", BENEFIT,
     *[({k: None}, k + " " + BLANK) for k in BENEFIT], ({"bn_period": "2022Q5"}, "bn_period 2022Q3"), ({"bn_period": "22Q1"}, "bn_period 2022Q3"),
     ({"bn_period": "2023Q1"}, "bn_period 不晚于本季度"), ({"bn_free2": "1", "bn_months": 3}, "bn_drug " + BLANK),
     ({"bn_free2": "1", "bn_drug": "利培酮"}, "bn_months " + BLANK), ({"bn_free2": "1", "bn_drug": "利培酮", "bn_months": 0}, "bn_months 1–3"),
     ({"bn_free2": "1", "bn_drug": "利培酮", "bn_months": 4}, "bn_months 1–3"), ({"bn_lai": "2"}, "bn_lai_due " + BLANK),
     *[({k: -0.01}, k + " 不能小于0") for k in PAID], ({}, None), ({}, "bn_patient 已有记录"),
     ({"bn_period": "2022Q4", "bn_free2": "1", "bn_drug": "利培酮", "bn_months": 3, "bn_lai": "2", "bn_lai_due": "2023-01-05",
       **{k: 0 for k in PAID}}, None),
     ({"bn_patient": moved, "bn_period": "2022Q2"}, None), ({"bn_patient": moved, "bn_period": "2022Q3"}, "bn_patient 迁出"))


# --- what the program works out, and what other records make of a patient -----------

def shown(words, id_, **want):
    record = json.loads(run("show", id_, "--reveal", "x").stdout)
    got = {k: record.get(k) for k in want}
    if got != want:
        sys.exit("%s: want %s, got %s" % (words, want, got))


def change(words, id_, **changes):
    p = run("set", id_, *["%s=%s" % c for c in changes.items()], "--reason", words)
    if p.returncode:
        sys.exit("%s: %s" % (words, p.stderr))


q = patient()
shown("who refuses", q, sm_state="2", sm_state_on="2022-03-01", sm_dbstate="1", sm_dnone="1", sm_next="2022-03-15")
change("同意管理", q, sm_consent="1", sm_csign="张父", sm_cdate="2022-03-01", sm_managed="2022-03-01", sm_d5=1)
shown("who agreed", q, sm_state="1", sm_dnone="0")
if run("set", q, "sm_state=5", "--reason", "x").returncode == 0:
    sys.exit("somebody died by hand")
visit = put("follow_up", **dict(VISIT14, fu_patient=q, fu_date="2022-03-20", fu_next="2022-06-20"))
shown("after a visit", q, sm_next="2022-06-20")
review = put("colour_review", **dict(REVIEW, cv_patient=q, cv_db="2"))
shown("out of the database", q, sm_dbstate="2")
loss = put("lost_or_death", **dict(LOSS, ld_patient=q))
shown("lost", q, sm_state="3", sm_state_on="2022-06-01")
change("找到", loss, ld_back="2022-07-01")
shown("found again", q, sm_state="1")
death = put("lost_or_death", **dict(DEATH, ld_patient=q))
shown("dead", q, sm_state="5", sm_state_on="2022-11-01", sm_next="2022-06-20")
change("补电话", q, sm_vphone="023-67319163")  # saved while dead
change("补上传日期", visit, fu_upload="2022-04-01")  # what is on record stays open to correction
run("void", death, "--reason", "登记错人")
run("void", review, "--reason", "登记错人")
shown("alive again", q, sm_state="1", sm_dbstate="1")
told = put("follow_up", **dict(VISIT14, fu_patient=q, fu_date="2022-07-01", fu_death_date="2022-06-30", fu_death_cause="2",
                               fu_next=None, **NOBODY))
shown("a visit that finds him dead", q, sm_state="5", sm_state_on="2022-06-30", sm_next=None)
run("void", told, "--reason", "登记错人")
shown("a mistake", q, sm_state="1", sm_next="2022-06-20")

# The suggested class, one cause at a time (4.14.1).
for k, (cause, want) in enumerate((
        ({}, "3"), ({"fu_danger": "1"}, "2"), ({"fu_danger": "2"}, "2"), ({"fu_danger": "3"}, "1"), ({"fu_danger": "4"}, "1"),
        ({"fu_danger": "5"}, "1"), ({"fu_symsev": "1"}, "1"), ({"fu_symsev": "2"}, "2"), ({"fu_insight": "2"}, "2"),
        ({"fu_insight": "3"}, "1"), ({"fu_adr": "2", "fu_adrtext": "手抖", "fu_adrsev": "1"}, "1"),
        ({"fu_adr": "2", "fu_adrtext": "手抖", "fu_adrsev": "0"}, "3"), ({"fu_body": "1"}, "1"), ({"fu_self": "3"}, "2"),
        ({"fu_house": "3"}, "2"), ({"fu_work": "3"}, "2"), ({"fu_study": "3"}, "2"), ({"fu_social": "3"}, "2"),
        ({"fu_sleep": "3", "fu_diet": "3"}, "3"), ({"fu_work": "2", "fu_social": "2"}, "3"),
        ({"fu_danger": "1", "fu_insight": "3"}, "1"))):
    shown(str(cause), put("follow_up", **{**VISIT14, "fu_patient": q, "fu_date": "2022-08-%02d" % (k + 1), "fu_next": "2022-08-31",
                                         **cause}), fu_class_sug=want, fu_dnone="1")

# The suggested colour, from the last visit that reached him.
r = patient()
put("follow_up", **dict(VISIT14, fu_patient=r, fu_date="2022-03-20"))
REVIEW_R = dict(REVIEW, cv_patient=r)
for k, (cause, changes, want) in enumerate((
        (None, {}, "4"), (None, {"cv_guard": "2"}, "2"), (None, {"cv_guard": "3"}, "2"), ({"fu_class": "2"}, {}, "3"),
        ({"fu_danger": "1", "fu_class": "2"}, {}, "2"), ({"fu_danger": "2", "fu_class": "2"}, {}, "2"), ({"fu_class": "1"}, {}, "1"),
        ({"fu_danger": "3", "fu_class": "2"}, {}, "1"), ({**NOBODY, "fu_lost": "1"}, {}, "1"))):
    if cause:
        put("follow_up", **{**VISIT14, "fu_patient": r, "fu_date": "2022-06-%02d" % (2 * k + 1), "fu_next": "2022-06-30", **cause})
    shown("colour after %s" % cause, put("colour_review", **dict(
        REVIEW_R, cv_date="2022-06-%02d" % (2 * k + 2), **changes)), cv_sug=want)

shown("the quarter's last day", put("benefit", **dict(BENEFIT, bn_patient=r, bn_period="2020Q1")), bn_on="2020-03-31")
shown("of the year", put("benefit", **dict(BENEFIT, bn_patient=r, bn_period="2022Q4")), bn_on="2022-12-31")
