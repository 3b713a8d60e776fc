/* Surnames by frequency; simplified and traditional. */
#include "ident/person_name.h"

static const char surnames[] = "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹"
			       "曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪"
			       "陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚"
			       "邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
			       "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕"
			       "单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶"
			       "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷"
			       "晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑"
			       "郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原"
			       "栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴"
			       "盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普"
			       "阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕"
			       "危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝"
			       "智幸奉植衡富尧闭由闫肖付沐侍張陳楊黃吳趙孫馬羅鄭謝許鄧馮韓蕭"
			       "葉蔣蘇呂盧鍾譚範陸賈韋鄒閻龍賀顧龔萬錢嚴賴湯溫莊聶魯嶽歐關蘭"
			       "畢單塗駱藍遊華饒時農繆簡車項連蘆麥婁竇黨費衛閔邊師榮叢鞏鄺談"
			       "樂儲勞樓滿聞厲區權強帥盤練豐國計門雲閆";

static const str compounds[] = {
	STR_INIT("欧阳"), STR_INIT("司马"), STR_INIT("上官"), STR_INIT("诸葛"), STR_INIT("东方"), STR_INIT("皇甫"),
	STR_INIT("尉迟"), STR_INIT("公孙"), STR_INIT("令狐"), STR_INIT("慕容"), STR_INIT("司徒"), STR_INIT("轩辕"),
	STR_INIT("夏侯"), STR_INIT("端木"), STR_INIT("百里"), STR_INIT("南宫"), STR_INIT("西门"), STR_INIT("东郭"),
	STR_INIT("独孤"), STR_INIT("长孙"), STR_INIT("宇文"), STR_INIT("司空"), STR_INIT("鲜于"), STR_INIT("闾丘"),
	STR_INIT("钟离"), STR_INIT("呼延"), STR_INIT("拓跋"), STR_INIT("公冶"), STR_INIT("宗政"), STR_INIT("濮阳"),
	STR_INIT("太史"), STR_INIT("申屠"), STR_INIT("仲孙"), STR_INIT("澹台"), STR_INIT("完颜"), STR_INIT("纳兰"),
	STR_INIT("欧陽"), STR_INIT("歐陽"), STR_INIT("司馬"), STR_INIT("諸葛"),
};

/* Characters of given names, as far as names are made of them: one that has none of them is a word that begins like a name. */
static const char given_names[] = "伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉萍华建国"
				  "文辉玲志梅莉鹏峰飞燕斌波浩宇鑫雪琴云凤春林龙健俊凯亮海荣晶婷"
				  "慧欣佳颖洁倩琳怡雯瑶莹琪璐晨阳旭东成德生祥永胜新民利忠义仁信"
				  "良善富贵金银宝珠美香莲菊花清秋冬夏天宏博毅威力雄振豪家嘉祖恩"
				  "泽润涵梓轩然子雨思梦诗蕾薇晓小大光世维继学启星月岚虹彩蓉芬芝"
				  "淑惠贞珍素爱娥娇媛婉妍妮姗彬彦昊昌晖景智曦朗朋权松柏森楠栋树"
				  "根桃桐梁楚江河湖洪浪源泉淼潇滨瀚烨炜炎焱煜熙爽猛玮珂珊珏琛琦"
				  "琨琼瑜瑞瑾璇璟甜甫畅益盛睿硕碧祺禄福禹秉程立竹笑筠纯绍绪绮缘"
				  "翔翠翰耀聪胤舒航艺若茂茜茵荷菁菲萌蓓蓝蔚蕊衡裕言诚诺谦谨贤赫"
				  "越跃达远逸邦郁钢钧铁铭锋锐锦镇长闯隆雁雅霄霆霖露青韬韵音顺骁"
				  "魁鸣鸿鹤麟黎正中一兴友发和喜四增壮多如宁安定宗宪宽寿山岩岭川"
				  "州帅干庆康延弟弘彪影征心忆念怀悦情愿戈才扬承持挺捷政敬斐方旺"
				  "昕昭昱晋普晴曼曙有朝未本来杨柔柳业楷槐欢殿毓水汉汝沁沛治泓法"
				  "泳洲济浦淇涌淳渊湘满滢漫灿炳炯烈照熊牧献玄玫玥玺珈珩理琅瑄璋"
				  "瓒电男留皓盈真知石磐礼社祎禾秦穆竣章童端簌紫纪纲细绣网罗群羽"
				  "耘聿肖育胡腾臣自致舟色芙芮芸芷苏苑苗茹莎莫菱萱葆葵蓬薪虎蝶融"
				  "行衍襄西观觉训详语誉谊谷豆贝赛起辰迎运进连迪道邓郎酉野量鉴钊"
				  "钰铎锡镕门闻陶雷震非颜风飘馨驰骏骥高鲁鸽麒默齐垚堃琰桉槿沐汐"
				  "沫澄澜芃苒茉莺菀蒙蓁蔷薛霏霓颢颐飏骞彤彧翊翎羿珞琬奕奇妙姝娅"
				  "婕婧嫣孜孝宸寅尧峥峻崇巍帆弋弦彰忱恒悠惟慈懿戎昂旻旸晔暄朔朵"
				  "柯柠棋棠榕樱歆殊毕汪沅泰洛浚渝湛溪滔澍潮濛灵炫烁煊焕爵牛";

/* Words that stand behind a name in a sentence. */
static const str behind[] = {
	STR_INIT("先生"), STR_INIT("女士"), STR_INIT("小姐"), STR_INIT("同学"), STR_INIT("老师"), STR_INIT("医生"),
	STR_INIT("护士"), STR_INIT("经理"), STR_INIT("主任"), STR_INIT("的"),   STR_INIT("于"),   STR_INIT("在"),
	STR_INIT("已"),   STR_INIT("为"),   STR_INIT("是"),   STR_INIT("和"),   STR_INIT("与"),   STR_INIT("及"),
	STR_INIT("或"),   STR_INIT("到"),   STR_INIT("从"),   STR_INIT("向"),   STR_INIT("把"),   STR_INIT("被"),
	STR_INIT("将"),   STR_INIT("让"),   STR_INIT("说"),   STR_INIT("称"),   STR_INIT("电话"), STR_INIT("手机"),
	STR_INIT("身份"), STR_INIT("联系"), STR_INIT("男"),   STR_INIT("女"),   STR_INIT("性别"), STR_INIT("年龄"),
	STR_INIT("住"),   STR_INIT("地址"), STR_INIT("生于"), STR_INIT("出生"), STR_INIT("通过"), STR_INIT("购买"),
	STR_INIT("签收"), STR_INIT("签"),   STR_INIT("申请"), STR_INIT("账户"), STR_INIT("账号"), STR_INIT("卡号"),
	STR_INIT("您"),   STR_INIT("您好"), STR_INIT("等"),   STR_INIT("因"),   STR_INIT("自"),   STR_INIT("由"),
	STR_INIT("来"),   STR_INIT("去"),   STR_INIT("要"),   STR_INIT("请"),   STR_INIT("预约"), STR_INIT("提交"),
	STR_INIT("登录"), STR_INIT("注册"), STR_INIT("下单"), STR_INIT("收件"), STR_INIT("收货"), STR_INIT("办理"),
	STR_INIT("完成"), STR_INIT("成功"), STR_INIT("有"),   STR_INIT("不"),   STR_INIT("未"),   STR_INIT("就"),
	STR_INIT("也"),   STR_INIT("还"),   STR_INIT("证件"), STR_INIT("名下"), STR_INIT("本人"), STR_INIT("户籍"),
	STR_INIT("邮箱"), STR_INIT("微信"), STR_INIT("学号"), STR_INIT("工号"), STR_INIT("编号"), STR_INIT("订单"),
	STR_INIT("来自"), STR_INIT("今"),   STR_INIT("昨"),   STR_INIT("明"),   STR_INIT("于是"), STR_INIT("入院"),
	STR_INIT("就诊"), STR_INIT("患"),   STR_INIT("家"),   STR_INIT("今年"), STR_INIT("现"),   STR_INIT("希望"),
	STR_INIT("要求"), STR_INIT("反映"), STR_INIT("反馈"), STR_INIT("投诉"), STR_INIT("咨询"), STR_INIT("来电"),
	STR_INIT("致电"), STR_INIT("表示"), STR_INIT("需要"), STR_INIT("无误"), STR_INIT("有误"), STR_INIT("核实"),
	STR_INIT("确认"), STR_INIT("尚未"), STR_INIT("没有"), STR_INIT("已经"), STR_INIT("同意"), STR_INIT("拒绝"),
	STR_INIT("参加"), STR_INIT("负责"), STR_INIT("处理"), STR_INIT("审核"), STR_INIT("审批"), STR_INIT("提出"),
	STR_INIT("提供"), STR_INIT("填写"), STR_INIT("登记"), STR_INIT("报名"), STR_INIT("参保"), STR_INIT("缴费"),
	STR_INIT("支付"), STR_INIT("付款"), STR_INIT("转账"), STR_INIT("退款"), STR_INIT("使用"), STR_INIT("绑定"),
	STR_INIT("变更"), STR_INIT("更正"), STR_INIT("更新"), STR_INIT("离职"), STR_INIT("入职"), STR_INIT("属实"),
	STR_INIT("无法"), STR_INIT("未能"), STR_INIT("曾经"), STR_INIT("持有"), STR_INIT("携带"), STR_INIT("前来"),
	STR_INIT("到场"), STR_INIT("到店"), STR_INIT("领取"), STR_INIT("领用"), STR_INIT("补录"), STR_INIT("需补"),
	STR_INIT("需更"), STR_INIT("重新"), STR_INIT("应当"), STR_INIT("可以"), STR_INIT("一致"), STR_INIT("相符"),
	STR_INIT("不符"), STR_INIT("待回"), STR_INIT("待核"), STR_INIT("待审"), STR_INIT("情况"), STR_INIT("信息"),
	STR_INIT("资料"), STR_INIT("业务"), STR_INIT("手续"), STR_INIT("档案"), STR_INIT("合同"), STR_INIT("保单"),
};

static const str particles[] = {STR_INIT("的"), STR_INIT("在"), STR_INIT("已"), STR_INIT("是"),
				STR_INIT("与"), STR_INIT("从"), STR_INIT("被"), STR_INIT("说")};

/* Fillings of a name's field that begin like one. */
static const str no_names[] = {
	STR_INIT("陈述"), STR_INIT("陈列"), STR_INIT("关联"),   STR_INIT("关系"), STR_INIT("关于"), STR_INIT("关键"),
	STR_INIT("关闭"), STR_INIT("关注"), STR_INIT("高度"),   STR_INIT("白色"), STR_INIT("黄色"), STR_INIT("明确"),
	STR_INIT("金融"), STR_INIT("方式"), STR_INIT("方案"),   STR_INIT("方面"), STR_INIT("成员"), STR_INIT("成立"),
	STR_INIT("成本"), STR_INIT("成果"), STR_INIT("常见"),   STR_INIT("应当"), STR_INIT("应该"), STR_INIT("安排"),
	STR_INIT("安装"), STR_INIT("包括"), STR_INIT("包含"),   STR_INIT("包裹"), STR_INIT("单独"), STR_INIT("计划"),
	STR_INIT("平均"), STR_INIT("平等"), STR_INIT("段落"),   STR_INIT("章节"), STR_INIT("路由"), STR_INIT("相应"),
	STR_INIT("相同"), STR_INIT("相机"), STR_INIT("任何"),   STR_INIT("任意"), STR_INIT("于是"), STR_INIT("水平"),
	STR_INIT("海关"), STR_INIT("时候"), STR_INIT("时长"),   STR_INIT("连续"), STR_INIT("通过"), STR_INIT("通知"),
	STR_INIT("通信"), STR_INIT("元素"), STR_INIT("元数据"), STR_INIT("元旦"), STR_INIT("劳动"), STR_INIT("国庆"),
	STR_INIT("商务"), STR_INIT("万元"), STR_INIT("温馨"),   STR_INIT("查看"), STR_INIT("查询"), STR_INIT("查找"),
	STR_INIT("施工"), STR_INIT("严格"), STR_INIT("严重"),   STR_INIT("石油"), STR_INIT("强制"), STR_INIT("强度"),
	STR_INIT("花费"), STR_INIT("终端"), STR_INIT("终止"),   STR_INIT("申请"), STR_INIT("申诉"), STR_INIT("管辖"),
	STR_INIT("何人"), STR_INIT("都是"), STR_INIT("全体"),   STR_INIT("全名"), STR_INIT("支出"), STR_INIT("广场"),
	STR_INIT("项下"), STR_INIT("武器"), STR_INIT("米色"),   STR_INIT("左右"), STR_INIT("党派"), STR_INIT("农民"),
	STR_INIT("农历"), STR_INIT("门户"), STR_INIT("门店"),   STR_INIT("门诊"), STR_INIT("祖籍"), STR_INIT("种类"),
	STR_INIT("司法"), STR_INIT("司机"), STR_INIT("师傅"),   STR_INIT("车主"), STR_INIT("印章"), STR_INIT("印象"),
	STR_INIT("展示"), STR_INIT("修改"), STR_INIT("别人"),   STR_INIT("都市"), STR_INIT("暴力"), STR_INIT("阳光"),
	STR_INIT("景区"), STR_INIT("温州"), STR_INIT("常州"),   STR_INIT("徐州"), STR_INIT("郑州"), STR_INIT("杭州"),
	STR_INIT("荆州"), STR_INIT("贺州"), STR_INIT("全部"),   STR_INIT("全国"), STR_INIT("公司"), STR_INIT("未知"),
	STR_INIT("包装"), STR_INIT("程序"), STR_INIT("高级"),   STR_INIT("文件"), STR_INIT("时间"), STR_INIT("安全"),
	STR_INIT("应用"), STR_INIT("方法"), STR_INIT("管理"),   STR_INIT("单位"), STR_INIT("单价"), STR_INIT("金额"),
	STR_INIT("商品"), STR_INIT("商户"), STR_INIT("平台"),   STR_INIT("项目"), STR_INIT("国家"), STR_INIT("国际"),
	STR_INIT("成功"), STR_INIT("路径"), STR_INIT("明细"),   STR_INIT("容量"), STR_INIT("来源"), STR_INIT("任务"),
	STR_INIT("车辆"), STR_INIT("车牌"), STR_INIT("费用"),   STR_INIT("温度"), STR_INIT("党员"), STR_INIT("农业"),
	STR_INIT("农村"), STR_INIT("华为"), STR_INIT("江苏"),   STR_INIT("江西"), STR_INIT("云南"), STR_INIT("海南"),
	STR_INIT("安徽"), STR_INIT("常用"), STR_INIT("相关"),   STR_INIT("解决"), STR_INIT("连接"), STR_INIT("支付"),
	STR_INIT("支持"), STR_INIT("计算"), STR_INIT("信息"),   STR_INIT("信用"), STR_INIT("银行"), STR_INIT("利率"),
	STR_INIT("公共"), STR_INIT("由于"), STR_INIT("何时"),   STR_INIT("何种"), STR_INIT("别名"), STR_INIT("名称"),
	STR_INIT("必填"), STR_INIT("不详"), STR_INIT("同上"),   STR_INIT("原因"),
};

/* Towns, and words of tables' cells, that begin with a surname's character; each between blanks. */
static const char common[] =
	" 权重 权限 权利 文本 文档 文号 方差 单号 单据 应付 应收 程度 成分 向量 元件 支数 储蓄 居住 "
	"明文 项数 单元 时刻 计数 平方 解释 万宁 万州 严厉 丰台 丹东 乐园 乐山 乐平 乐清 乐队 于今 于都 云浮 云阳 "
	"伊春 伊犁 但是 余姚 余杭 信件 信访 信贷 元江 充值 党校 全天 全州 全市 "
	"全年 全新 全日 全款 全省 全职 全额 关停 关岭 关机 农安 农户 冷冻 冷藏 "
	"包头 包年 包月 包邮 单人 单县 单身 卫生 原件 原价 原始 古田 叶县 吉安 "
	"吉林 吉首 向上 向下 向导 吴忠 吴江 周口 周至 和县 和平 和田 和解 唐山 "
	"商丘 商业 商洛 回族 国产 国企 国有 土族 宁乡 宁国 宁夏 宁德 宁波 宁海 "
	"宁静 安保 安庆 安康 安徽 安检 安溪 安阳 安静 安顺 宣化 宣城 宣武 容易 "
	"宿州 宿舍 宿迁 富贵 封丘 尚志 尤溪 居家 居民 展会 展厅 展品 岳阳 左侧 "
	"巫山 巫溪 常年 常德 常温 常熟 常规 干净 干部 平凉 平安 平度 平湖 平谷 "
	"平顶 幸运 广告 庄河 应县 应城 应届 应急 康复 张掖 强烈 徐汇 惠东 惠州 "
	"惠阳 戏曲 成交 成人 成绩 成都 房产 房山 房租 房贷 支票 支行 文具 文化 "
	"文员 文字 文山 文昌 文艺 方便 方向 方形 方正 施救 时尚 明天 明年 易燃 "
	"易碎 晋中 晋城 晋州 晋江 晋级 曲阜 曲靖 林州 林芝 查收 查无 柳州 桂平 "
	"桂林 梅州 植物 武侯 武威 武昌 武术 武汉 武清 武进 段位 殷实 毛利 毛坯 "
	"毛巾 水族 水费 江北 江宁 江油 江津 江都 江门 江阴 池州 汤料 汪清 沈阳 "
	"沐浴 沙市 海东 海北 海口 海城 海宁 海淀 海西 海门 温泉 游客 游戏 滕州 "
	"满族 牛奶 牛皮 玉林 玉树 玉溪 甘孜 甘肃 由来 电费 白天 白族 白班 白酒 "
	"白银 盘锦 相册 石头 石材 石狮 石首 章丘 章程 童装 管家 管控 管材 管道 "
	"米饭 索赔 终审 舒城 芦山 花卉 花生 苏州 苗族 荆门 荣成 莫名 萧山 蒙自 "
	"蒲城 虞城 衣服 衣物 计件 计费 许昌 谈判 谷物 贺卡 赵县 路口 路段 路线 "
	"车位 车型 车间 车队 车险 辛集 边境 边缘 连州 连江 通化 通州 通辽 邢台 "
	"那里 邵武 邵阳 邹城 邹平 都匀 都要 金华 金坛 金属 金山 金昌 金牌 金门 "
	"钟祥 钱包 钱币 银牌 门票 门禁 闭店 闭户 阳性 阳朔 阳江 阳泉 阴天 阴性 "
	"陆丰 雷州 项城 项链 顾客 顾问 马上 马路 高中 高危 高密 高州 高清 高温 "
	"高端 高职 高速 高邮 高雄 鱼类 鲁山 鲜奶 鲜花 麦片 麦田 黄冈 黄埔 黄山 "
	"黄浦 黄石 黄酒 黎平 黎族 齐全 龙华 龙口 龙岗 龙岩 龙泉 连云港 马鞍山 "
	"石家庄 秦皇岛 景德镇 石嘴山 张家口 张家界 张家港 武夷山 沙坪坝 满洲里 平顶山 "
	"齐齐哈尔 都江堰 党群部 金融部 高新区 经开区 吉林省 江苏省 江西省 云南省 "
	"海南省 安徽省 甘肃省 广安门 万达店 ";

/* What three characters that are no name end with: 金融部, 高级版, 江门市. */
static const char no_ends[] = "市县区省部局处科店站厂行院校队组村镇乡路街号费单额率表类型版件器机库码证卡款税"
			      "园楼室层所厅会社家员师者品药酒茶油车票险";

static bool is_han(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af);
}

/* Words of characters of three bytes: most differ in the second and the third. */
static inline bool starts_with(str s, const str *word)
{
	return s.n >= 3 && word->p[1] == s.p[1] && word->p[2] == s.p[2] && str_starts(s, *word);
}

static bool starts_with_any(str s, const str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (starts_with(s, &list[i]))
			return true;
	return false;
}

/* Bytes of the surname that s begins with, or 0. */
static size_t surname(str s)
{
	for (size_t i = 0; i < ARRAY_LEN(compounds); i++)
		if (starts_with(s, &compounds[i]))
			return compounds[i].n;
	if (s.n < 3)
		return 0;
	for (size_t i = 0; i + 3 <= sizeof(surnames); i += 3)
		if ((uint8_t)surnames[i] == s.p[0] && (uint8_t)surnames[i + 1] == s.p[1] &&
		    (uint8_t)surnames[i + 2] == s.p[2])
			return 3;
	return 0;
}

#define RUN_MOST 16

/* Ends of the Chinese characters that s begins with, and whether the run goes on behind them. */
static size_t run_of(str s, size_t ends[static RUN_MOST])
{
	size_t n = 0;

	for (size_t at = 0; at < s.n && n < RUN_MOST; n++) {
		if (!is_han(str_utf8_next(s, &at)))
			break;
		ends[n] = at;
	}
	return n;
}

/* 买买提·艾力, 阿卜杜拉·买买提: two to four parts of Chinese characters. */
static size_t foreign(str s)
{
	size_t at = 0;
	size_t in_part = 0;
	size_t parts = 1;
	size_t end = 0;

	for (size_t characters = 0; at < s.n && characters < 20; characters++) {
		size_t from = at;
		uint32_t c = str_utf8_next(s, &at);

		if (c == 0xb7 || c == 0x2022 || c == 0x30fb || c == 0x2027) {
			if (in_part < 2)
				return 0;
			parts++;
			in_part = 0;
			continue;
		}
		if (!is_han(c) ||
		    (parts > 1 && in_part >= 2 && starts_with_any(str_from(s, from), behind, ARRAY_LEN(behind)))) {
			at = from;
			break;
		}
		in_part++;
		end = at;
	}
	return parts > 1 && parts <= 4 && in_part >= 1 && end <= 48 ? end : 0;
}

enum person_name person_name_read(str s, size_t *ret_n)
{
	size_t ends[RUN_MOST];
	size_t n = foreign(s);

	if (n) {
		*ret_n = n;
		return PERSON_NAME_SURE;
	}
	size_t family = surname(s);

	if (!family || starts_with_any(s, no_names, ARRAY_LEN(no_names)))
		return PERSON_NAME_NONE;
	size_t run = run_of(s, ends);
	size_t least = family / 3;

	if (run <= least)
		return PERSON_NAME_NONE;
	if (run <= least + 2) {
		*ret_n = ends[run - 1];
		return PERSON_NAME_SURE;
	}
	/* The run goes on: a name ends where a word begins that follows names; "的" and the like are in none. */
	for (size_t i = 0; i < ARRAY_LEN(particles); i++)
		if (str_starts(str_from(s, ends[least]), particles[i])) {
			*ret_n = ends[least];
			return PERSON_NAME_SURE;
		}
	for (size_t given = 2; given > 0; given--)
		if (starts_with_any(str_from(s, ends[least + given - 1]), behind, ARRAY_LEN(behind))) {
			*ret_n = ends[least + given - 1];
			return PERSON_NAME_SURE;
		}
	/* Four characters whose second is a surname too: of a husband and a wife's family (陈方安生). */
	if (run == 4 && least == 1 && surname(str_from(s, 3)) == 3) {
		*ret_n = ends[3];
		return PERSON_NAME_LIKELY;
	}
	*ret_n = ends[least + 1];
	return PERSON_NAME_LIKELY;
}

bool person_name_is(str s)
{
	size_t n = 0;

	return person_name_read(s, &n) != PERSON_NAME_NONE && n == s.n;
}

/* Is the character at the end of s one of these? */
static bool ends_with_any(str s, const char *list, size_t n)
{
	for (size_t i = 0; i + 3 <= n; i += 3)
		if (memcmp(s.p + s.n - 3, list + i, 3) == 0)
			return true;
	return false;
}

static bool is_common(str s)
{
	uint8_t word[16];

	if (s.n > 12)
		return false;
	word[0] = word[s.n + 1] = ' ';
	memcpy(word + 1, s.p, s.n);
	return str_has((str){(const uint8_t *)common, sizeof(common) - 1}, (str){word, s.n + 2});
}

bool person_name_alone(str s)
{
	size_t n = 0;

	if (person_name_read(s, &n) != PERSON_NAME_SURE || n != s.n)
		return false;
	if (foreign(s))
		return true;
	return s.n <= 12 && !(s.n >= 9 && ends_with_any(s, no_ends, sizeof(no_ends) - 1)) && !is_common(s);
}

bool person_name_usual(str s)
{
	if (!person_name_alone(s))
		return false;
	for (size_t at = surname(s); at + 3 <= s.n; at += 3)
		if (ends_with_any(str_sub(s, 0, at + 3), given_names, sizeof(given_names) - 1))
			return true;
	return foreign(s) > 0;
}

bool person_name_free(str s)
{
	size_t ends[RUN_MOST];
	size_t n = run_of(s, ends);

	return n >= 2 && n <= 4 && ends[n - 1] == s.n && s.n <= 15 &&
	       !starts_with_any(s, no_names, ARRAY_LEN(no_names)) && !ends_with_any(s, no_ends, sizeof(no_ends) - 1);
}
