/* check
title:    {zh: 标明他人的备案号, en: Filing number of somebody else shown}
clause:   N3.6
item:     N3.6.icp.number-matches
basis:    [order33/show-number, order33/truthful, gd2023/filing]
severity: high
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 标明的“{text}”在备案清单中属于“{subject}”", en: "“{text}” on {url} is filed for “{subject}”"}
remedy:
  zh: 立即停止使用他人备案号，标明本网站自己的备案号；未备案的先停止服务并办理备案。
  en: Stop showing another's number at once and show the site's own; where there is none, stop the service and file first.
days:     {value: 5, unit: working-days, sure: no}
# A site that also shows a number of its own only names a builder or provider beside it.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备22098765号-1", number: "粤ICP备22098765号-1", subject_number: "粤ICP备22098765号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备22098765号-1", subject_number: "粤ICP备22098765号", subject: 别家公司, status: filed}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}]}
  - unknown: {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], partial: [icp_filing]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备22098765号", number: "粤ICP备22098765号", subject_number: "粤ICP备22098765号", form: icp, valid: true}, {asset: 1, text: "粤ICP备12345678号-2", number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备22098765号-1", subject_number: "粤ICP备22098765号", subject: 别家公司, status: filed}, {asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: filed}]}
  # in no list: icp-number-not-filed
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备33333333号", number: "粤ICP备33333333号", subject_number: "粤ICP备33333333号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: filed}]}
*/
WITH listed AS (
  SELECT f.subject_number, COUNT(*) FILTER (WHERE f.own) AS own_rows, MIN(f.subject) AS subject
  FROM icp_filing f GROUP BY f.subject_number
), other AS (
  SELECT m.asset
  FROM icp_mark m JOIN listed l ON l.subject_number = m.subject_number
  WHERE m.number <> ''
  GROUP BY m.asset
  HAVING COUNT(*) FILTER (WHERE l.own_rows > 0) = 0
)
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, m.text, MIN(l.subject) AS subject, m.text AS place
FROM other o JOIN icp_mark m ON m.asset = o.asset JOIN listed l ON l.subject_number = m.subject_number
WHERE m.number <> ''
GROUP BY m.asset, m.text;
