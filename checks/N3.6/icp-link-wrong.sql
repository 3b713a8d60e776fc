/* check
title:    {zh: 备案号链接地址错误, en: Filing number linked to the wrong place}
clause:   N3.6
item:     N3.6.icp.footer-link
basis:    [order33/show-number, gd2023/filing]
severity: medium
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 的备案号“{text}”链接至 {link}，而不是 beian.miit.gov.cn", en: "the filing number “{text}” on {url} leads to {link}, not to beian.miit.gov.cn"}
remedy:
  zh: 将备案号的链接改为 https://beian.miit.gov.cn/（旧址 miitbeian.gov.cn 已停用）。
  en: Let the filing number lead to https://beian.miit.gov.cn/ (the old address miitbeian.gov.cn is dead).
days:     {value: 5, unit: working-days, sure: no}
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "http://www.miitbeian.gov.cn/", link_host: www.miitbeian.gov.cn}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "https://beian.miit.gov.cn/", link_host: beian.miit.gov.cn, link_right: true}]}
  - unknown: {partial: [icp_mark]}
  # not linked at all: icp-link-missing
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}]}
  # one of two links is right
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "/"}, {asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "https://beian.miit.gov.cn/", link_right: true}]}
  # a bare licence number may lead where it likes
  - pass:    {icp_mark: [{asset: 1, text: "粤B2-20090059", number: "粤B2-20090059", subject_number: "粤B2-20090059", form: licence, valid: true, linked: true, link: "/licence.jpg"}]}
*/
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, MIN(m.text) AS text, m.link, m.link AS place
FROM icp_mark m
WHERE m.linked AND NOT m.link_right AND NOT m.link_script AND m.number <> '' AND (m.form = 'icp' OR m.number <> m.subject_number)
  AND NOT EXISTS (SELECT 1 FROM icp_mark g WHERE g.asset = m.asset AND g.linked AND g.link_right)
GROUP BY m.asset, m.link;
