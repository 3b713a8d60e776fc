/* check
title:    {zh: 标明的备案号不在备案清单中, en: Filing number not in the list of filings}
clause:   N3.6
item:     N3.6.icp.number-matches
basis:    [icp292/file, order33/file, order33/truthful, gd2023/filing]
severity: high
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 标明的“{text}”不在本单位备案清单中", en: "“{text}” on {url} is not in the unit's list of filings"}
remedy:
  zh: 核实编号来源；伪造、错用的立即停止，未备案的停止服务并办理备案。
  en: Find out where the number comes from; stop using a false one at once; an unfiled site stops its service and files.
days:     {value: 5, unit: working-days, sure: no}
# A number with another province's sign is icp-province-wrong; a bare licence number stands in no list of filings; a site
# that also shows a listed number is judged by that one.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备23054321号-1", number: "粤ICP备23054321号-1", subject_number: "粤ICP备23054321号", form: icp, valid: true, province: 粤, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, province: 粤, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - unknown: {icp_mark: [{asset: 1, text: "粤ICP备23054321号", number: "粤ICP备23054321号", subject_number: "粤ICP备23054321号", form: icp, valid: true, province: 粤, province_known: true}], unit: [{asset: 9, province: 粤}], partial: [icp_filing]}
  - pass:    {icp_mark: [{asset: 1, text: "京ICP备12345678号", number: "京ICP备12345678号", subject_number: "京ICP备12345678号", form: icp, valid: true, province: 京, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤B2-20090059", number: "粤B2-20090059", subject_number: "粤B2-20090059", form: licence, valid: true, province: 粤, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备23054321号", number: "粤ICP备23054321号", subject_number: "粤ICP备23054321号", form: icp, valid: true, province: 粤, province_known: true}, {asset: 1, text: "粤ICP备12345678号-1", number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", form: icp, valid: true, province: 粤, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
*/
WITH home AS (
  SELECT CASE u.province WHEN '川' THEN '蜀' WHEN '贵' THEN '黔' WHEN '云' THEN '滇' WHEN '甘' THEN '陇' ELSE u.province END
    AS province
  FROM unit u
), listed AS (
  SELECT f.subject_number, COUNT(*) AS n FROM icp_filing f GROUP BY f.subject_number
), stranger AS (
  SELECT m.asset
  FROM icp_mark m LEFT JOIN listed l ON l.subject_number = m.subject_number
  WHERE m.number <> ''
  GROUP BY m.asset
  HAVING COUNT(l.n) = 0
)
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, m.text, m.text AS place
FROM stranger s JOIN icp_mark m ON m.asset = s.asset JOIN home u
  ON m.province = '' OR u.province = ''
    OR u.province = CASE m.province WHEN '川' THEN '蜀' WHEN '贵' THEN '黔' WHEN '云' THEN '滇' WHEN '甘' THEN '陇' ELSE m.province END
WHERE m.number <> '' AND (m.form = 'icp' OR m.number <> m.subject_number)
GROUP BY m.asset, m.text;
