/* check
title:    {zh: 备案号格式错误, en: Filing number malformed}
clause:   N3.6
item:     N3.6.icp.footer-number
basis:    [icp292/show-number, order33/show-number, gd2023/filing]
severity: medium
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 标明的“{text}”不是正确的备案号（{defect_zh}）", en: "“{text}” on {url} is no filing number ({defect})"}
remedy:
  zh: 按备案系统给出的编号原样更正，例如“粤ICP备2023012345号-1”。
  en: Show the number exactly as the filing system gave it, for example 粤ICP备2023012345号-1.
days:     {value: 5, unit: working-days, sure: no}
# How a number is written (full-width digits, blanks, 備) makes it no other number. A sign that no province has makes it one
# that cannot exist. A site that also shows a sound number shows its number.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备202301234号", form: malformed, province: 粤, province_known: true, defect: digits}]}
  - pass:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号", number: "粤ICP备12345678号", form: icp, valid: true, province: 粤, province_known: true}]}
  - unknown: {partial: [icp_mark]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ＩＣＰ備１２３４５６７８号", number: "粤ICP备12345678号", form: icp, valid: true, province: 粤, province_known: true, defect: "full-width, traditional"}]}
  - fail:    {icp_mark: [{asset: 1, text: "港ICP备12345678号", form: malformed, province: 港, defect: province}]}
  - fail:    {icp_mark: [{asset: 1, text: "ICP备12345678号", form: malformed, defect: province}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备某某号", form: malformed, province: 粤, province_known: true, defect: digits}, {asset: 1, text: "粤ICP备12345678号-1", number: "粤ICP备12345678号-1", form: icp, valid: true, province: 粤, province_known: true}]}
*/
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, m.text, MIN(m.defect) AS defect, m.text AS place,
  REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(MIN(m.defect),
    'province sign of another list', '非备案用省份简称'), 'full-width', '全角字符'), 'traditional', '繁体字'), 'lower-case', '小写字母'),
    'dash', '连接符'), 'spaces', '空格'), 'province', '省份简称'), 'digits', '数字位数'),
    'no 号', '缺“号”字'), 'suffix', '序号'), ', ', '、') AS defect_zh
FROM icp_mark m
WHERE NOT m.valid AND NOT EXISTS (SELECT 1 FROM icp_mark g WHERE g.asset = m.asset AND g.valid)
GROUP BY m.asset, m.text;
