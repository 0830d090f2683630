# SPDX-License-Identifier: MIT
# A page of show --format html: sheet.py PAGE. Well formed, nothing loaded,
# lines equally wide, signatures blank, the national forms in their order.
import re
import sys
from html.parser import HTMLParser

text = open(sys.argv[1], encoding="utf-8").read()


class Page(HTMLParser):
    open_ = []

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "link", "img", "iframe"), tag
        if tag != "meta":
            self.open_.append(tag)

    def handle_endtag(self, tag):
        assert self.open_.pop() == tag, tag


Page().feed(text)
assert not Page.open_, Page.open_
for words in ("@page{size:A4 portrait", "内部资料 注意保密", "演示数据", "☑", "☐"):
    assert words in text, words

# Repeats are tables of their own.
flat = re.sub(r'(<td class="rows"[^>]*>)<table>.*?</table></td>', r"\1</td>", text, flags=re.S)
widths = {row.count("<th>") + sum(map(int, re.findall(r'colspan="(\d+)"', row)))
          for row in re.findall("<tr>.*?</tr>", flat, re.S)}
assert len(widths) == 1, widths

signed = re.findall(r'<th>([^<]*)</th><td[^>]*><span class="line">&nbsp;</span>', flat)
labels = re.findall("<th>([^<]*)</th>", flat)
if "既往主要症状" in labels:
    assert signed == ["知情同意签字", "医生签字"], signed
    want = """患者 编号 监护人姓名 与患者关系 监护人住址 监护人电话 户别 就业情况 知情同意 初次发病时间 既往主要症状
 既往关锁情况 诊断 确诊医院 最近一次治疗效果 经济状况 专科医生的意见 填表日期 医生签字"""
else:
    assert signed == ["随访医生签名", "患者(家属)签名"], signed
    want = """患者 随访日期 本次随访形式 若失访,原因 死亡日期 危险性评估 目前症状 自知力 睡眠情况 饮食情况 个人生活料理
 家务劳动 学习能力 社会人际交往 实验室检查 用药依从性 药物不良反应 治疗效果 是否转诊 用药情况 康复措施 本次随访分类 下次随访日期 随访医生签名"""
    assert re.search("<th>药物名称</th>.*?</tr>\n<tr><td>[^<]+</td>", text, re.S), "no drug"
at = [labels.index(w) for w in want.split()]
assert at == sorted(at), list(zip(want.split(), at))
