BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0008');
CREATE TABLE answer_link (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	referral_id VARCHAR(36) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	made_by VARCHAR(36) NOT NULL, 
	created_at_ms BIGINT NOT NULL, 
	expires_at_ms BIGINT NOT NULL, 
	used_at_ms BIGINT, 
	revoked_at_ms BIGINT, 
	form_hash VARCHAR(64), 
	event_id VARCHAR(36), 
	successor_id VARCHAR(36), 
	CONSTRAINT pk_answer_link PRIMARY KEY (id), 
	CONSTRAINT fk_answer_link_made_by FOREIGN KEY(made_by) REFERENCES user (id), 
	CONSTRAINT fk_answer_link_network_id FOREIGN KEY(network_id) REFERENCES network (id), 
	CONSTRAINT uq_answer_link_token_hash UNIQUE (token_hash)
);
CREATE TABLE audit (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	at_ms BIGINT NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	device_id VARCHAR(36), 
	action VARCHAR(40) NOT NULL, 
	subject VARCHAR(120) NOT NULL, 
	reason VARCHAR(280), 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT fk_audit_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
CREATE TABLE change (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(20) NOT NULL, 
	number BIGINT NOT NULL, 
	kind VARCHAR(40), 
	record_id VARCHAR(36), 
	user_id VARCHAR(36), 
	device_id VARCHAR(36), 
	via VARCHAR(20) NOT NULL, 
	received_at_ms BIGINT, 
	sha256 BLOB, 
	body BLOB, 
	CONSTRAINT pk_change PRIMARY KEY (network_id, id), 
	CONSTRAINT fk_change_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
INSERT INTO "change" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','01m8h65hye3y7kb0va03',1,'org','8c77558b-1739-4b27-a254-c331ea762819','server',NULL,'server',1795873228854,X'BA1FA9817D08D4CD15A772A8BC9D0CB9BC0DDFBE55D24A9D95A4D00615707921',X'7B2263223A226F7267222C226964223A2230316D386836356879653379376B623076613033222C2272223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C2273223A312C22736574223A7B22636F6465223A5B22736F7570225D2C226465736372697074696F6E223A5B22536F7570225D2C2265787465726E616C223A5B66616C73655D2C226C6973746564223A5B747275655D2C226D656D626572223A5B747275655D2C226E616D65223A5B22536F7570225D2C226F7267223A5B2238633737353538622D313733392D346232372D613235342D633333316561373632383139225D2C226F72675F74797065223A5B226C6F63616C5F6173736F63696174696F6E225D7D7D');
INSERT INTO "change" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','01m8h65hyemcdgb44e7r',2,'member','6cc96d79-35d1-4f8b-a5e1-f15f375201d6','6cc96d79-35d1-4f8b-a5e1-f15f375201d6',NULL,'server',1795873230000,X'E86DDAD47CB3765CB4F9498DF49B7C5999494CD6364180657CED8A0843B8434D',X'7B2263223A226D656D626572222C226964223A2230316D386836356879656D636467623434653772222C2272223A2236636339366437392D333564312D346638622D613565312D663135663337353230316436222C2273223A312C22736574223A7B22616374697665223A5B747275655D2C22616C696173223A5B224B696D225D2C226F7267223A5B2238633737353538622D313733392D346232372D613235342D633333316561373632383139225D2C22726F6C65223A5B226E6574776F726B225D7D7D');
INSERT INTO "change" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','01m8h66dv7n6y1bas6da',3,'member','725401de-6d02-4031-86f2-71e203cb5c04','725401de-6d02-4031-86f2-71e203cb5c04',NULL,'server',1795873257388,X'B35FC9CD5B5E96E161A19C9971064B100178864F92E8A8735D89F036A80198B5',X'7B2263223A226D656D626572222C226964223A2230316D386836366476376E367931626173366461222C2272223A2237323534303164652D366430322D343033312D383666322D373165323033636235633034222C2273223A312C22736574223A7B22616374697665223A5B747275655D2C22616C696173223A5B224D6F225D2C226F7267223A5B2238633737353538622D313733392D346232372D613235342D633333316561373632383139225D2C22726F6C65223A5B22766F6C756E74656572225D7D7D');
INSERT INTO "change" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','01m8h69mcaa3jf4vg55q',4,'activity','5822c2b7-4364-4a80-8596-ea4025431fab','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38','sync',1795873362335,X'F58B009DF2603A6C3D9F71022658B4F24F80CC878D8B35E59BB101345AF7F961',X'7B2263223A226163746976697479222C226964223A2230316D386836396D636161336A66347667353571222C2272223A2235383232633262372D343336342D346138302D383539362D656134303235343331666162222C2273223A312C22736574223A7B226F7267223A5B2238633737353538622D313733392D346232372D613235342D633333316561373632383139225D2C227175616E74697479223A5B31315D2C22736572766963655F74797065223A5B22666F6F642E686F745F6D65616C225D2C2273697465223A5B2234633539373136612D326162352D346531612D623334662D383862313936613137383331225D2C22737461727465645F6174223A5B22323032362D31312D32305431393A30303A30305A225D2C22756E6974223A5B22706F7274696F6E225D2C22796573746572646179735F6669656C64223A5B226B657074225D7D7D');
INSERT INTO "change" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','01m8h69mca748jsy72q5',5,'activity','c27cd74a-7af8-435c-b55b-5554ec1c604e','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38','sync',1795873362335,X'D6D44B77C0941B3C3A5E63ADBE805C65FAC51F92C1CDB8A9859AECD42CE15617',X'7B2263223A226163746976697479222C226964223A2230316D386836396D63613734386A737937327135222C2272223A2263323763643734612D376166382D343335632D623535622D353535346563316336303465222C2273223A312C22736574223A7B226F7267223A5B2238633737353538622D313733392D346232372D613235342D633333316561373632383139225D2C227175616E74697479223A5B31325D2C22736572766963655F74797065223A5B22666F6F642E686F745F6D65616C225D2C2273697465223A5B2234633539373136612D326162352D346531612D623334662D383862313936613137383331225D2C22737461727465645F6174223A5B22323032362D31312D32305431393A30303A30305A225D2C22756E6974223A5B22706F7274696F6E225D2C22796573746572646179735F6669656C64223A5B226B657074225D7D7D');
CREATE TABLE desk_session (
	token_hash VARCHAR(64) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	csrf VARCHAR(64) NOT NULL, 
	created_at_ms BIGINT NOT NULL, 
	last_seen_ms BIGINT NOT NULL, 
	CONSTRAINT pk_desk_session PRIMARY KEY (token_hash), 
	CONSTRAINT fk_desk_session_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE device (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	label VARCHAR(60), 
	public_key TEXT, 
	created_at_ms BIGINT NOT NULL, 
	last_seen_ms BIGINT, 
	revoked_at_ms BIGINT, 
	made BIGINT NOT NULL, 
	unsent BIGINT NOT NULL, 
	stored BIGINT NOT NULL, 
	app VARCHAR(40), looked_at_ms BIGINT, looked_missing BIGINT, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT fk_device_network_id FOREIGN KEY(network_id) REFERENCES network (id), 
	CONSTRAINT fk_device_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_device_token_hash UNIQUE (token_hash)
);
INSERT INTO "device" VALUES('3b1873bc-d0a2-44b9-a083-7e25159dbc38','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','725401de-6d02-4031-86f2-71e203cb5c04','d81f1bb7102aa0ebcdd4d4d080c534c2e9e40692f675cdf2fd9f40b03e1ca7bc','scripted phone',NULL,1795873361880,1795873362462,NULL,2,0,2,'af16e45',NULL,NULL);
INSERT INTO "device" VALUES('08b85bec-fc68-49b1-9ac7-ace90d3fd76a','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','725401de-6d02-4031-86f2-71e203cb5c04','a804f7fdbbe61e68fbcee8cfd7bd49cd0513bbb5950dc736d9d133fca1a2d593','scripted phone',NULL,1795873362215,NULL,NULL,0,0,0,NULL,NULL,NULL);
CREATE TABLE element (
	network_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	field VARCHAR(40) NOT NULL, 
	"key" VARCHAR(60) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_element PRIMARY KEY (network_id, kind, record_id, field, "key")
)
 WITHOUT ROWID

;
CREATE TABLE erased (
	network_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	scope TEXT NOT NULL, 
	erased_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_erased PRIMARY KEY (network_id, kind, record_id), 
	CONSTRAINT fk_erased_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
CREATE TABLE exit (
	network_id VARCHAR(36) NOT NULL, 
	"key" VARCHAR(120) NOT NULL, 
	seq BIGINT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	erased BOOLEAN NOT NULL, 
	CONSTRAINT pk_exit PRIMARY KEY (network_id, "key", seq)
)
 WITHOUT ROWID

;
CREATE TABLE failure (
	id INTEGER NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_failure PRIMARY KEY (id)
);
CREATE TABLE held (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	change_id VARCHAR(20) NOT NULL, 
	sha256 BLOB NOT NULL, 
	body BLOB NOT NULL, 
	kind VARCHAR(40), 
	record_id VARCHAR(36), 
	reason VARCHAR(20) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	record_org_id VARCHAR(36), 
	device_id VARCHAR(36), 
	via VARCHAR(20) NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	decided_at_ms BIGINT, 
	decided_by VARCHAR(36), 
	CONSTRAINT pk_held PRIMARY KEY (id), 
	CONSTRAINT fk_held_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
CREATE TABLE invite (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	made_by VARCHAR(36), 
	created_at_ms BIGINT NOT NULL, 
	expires_at_ms BIGINT NOT NULL, 
	used_at_ms BIGINT, 
	asked_device VARCHAR(36), 
	device_id VARCHAR(36), 
	CONSTRAINT pk_invite PRIMARY KEY (id), 
	CONSTRAINT fk_invite_device_id FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT fk_invite_made_by FOREIGN KEY(made_by) REFERENCES user (id), 
	CONSTRAINT fk_invite_network_id FOREIGN KEY(network_id) REFERENCES network (id), 
	CONSTRAINT fk_invite_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_invite_code_hash UNIQUE (code_hash)
);
INSERT INTO "invite" VALUES('67f4ae6a-4e05-45f1-bd67-6bc2a8c44417','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','725401de-6d02-4031-86f2-71e203cb5c04','3a5504b0233075bdea45721e27e814bbcb313b2e9c5f6cb32ca375d52581e405',NULL,1795873300033,1795874200033,1795873361880,'3b1873bc-d0a2-44b9-a083-7e25159dbc38','3b1873bc-d0a2-44b9-a083-7e25159dbc38');
INSERT INTO "invite" VALUES('eecab121-edae-4bda-9396-34a731e37399','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','725401de-6d02-4031-86f2-71e203cb5c04','67f9c68762c7d2870a78591fd7280538a9c3db96afe958acc3fabe7dbf1d6590',NULL,1795873340275,1795874240275,1795873362215,'08b85bec-fc68-49b1-9ac7-ace90d3fd76a','08b85bec-fc68-49b1-9ac7-ace90d3fd76a');
CREATE TABLE "issue" (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	issue VARCHAR(40) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	field VARCHAR(101), 
	why VARCHAR(40), 
	record_values TEXT NOT NULL, 
	target_kind VARCHAR(40), 
	target_id VARCHAR(36), 
	at_ms BIGINT NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_issue PRIMARY KEY (id)
);
INSERT INTO "issue" VALUES('d5819180-dcbc-5a64-b2c6-5fd7c70dbc60','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','dangling','activity','5822c2b7-4364-4a80-8596-ea4025431fab','8c77558b-1739-4b27-a254-c331ea762819',4,'site',NULL,'[{"field":"site","wid":"01m8h69mcaa3jf4vg55q","value":"4c59716a-2ab5-4e1a-b34f-88b196a17831","user":"725401de-6d02-4031-86f2-71e203cb5c04","at_ms":1795873362314}]','site','4c59716a-2ab5-4e1a-b34f-88b196a17831',1795873362335,'o:8c77558b-1739-4b27-a254-c331ea762819');
INSERT INTO "issue" VALUES('1ca2e5bd-3179-5b21-ae95-264a18bf3e2a','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','dangling','activity','c27cd74a-7af8-435c-b55b-5554ec1c604e','8c77558b-1739-4b27-a254-c331ea762819',5,'site',NULL,'[{"field":"site","wid":"01m8h69mca748jsy72q5","value":"4c59716a-2ab5-4e1a-b34f-88b196a17831","user":"725401de-6d02-4031-86f2-71e203cb5c04","at_ms":1795873362314}]','site','4c59716a-2ab5-4e1a-b34f-88b196a17831',1795873362335,'o:8c77558b-1739-4b27-a254-c331ea762819');
CREATE TABLE link (
	network_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	record_id VARCHAR(36) NOT NULL, 
	field VARCHAR(40) NOT NULL, 
	target VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_link PRIMARY KEY (network_id, kind, record_id, field, target)
);
CREATE TABLE network (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	created_at_ms BIGINT NOT NULL, 
	seq BIGINT NOT NULL, 
	changes BIGINT NOT NULL, 
	CONSTRAINT pk_network PRIMARY KEY (id)
);
INSERT INTO "network" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','Old network','Europe/Paris',1795873228750,5,5);
CREATE TABLE read_activity (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	round TEXT, 
	site TEXT, 
	service_type TEXT, 
	started_at TEXT, 
	duration_min BIGINT, 
	quantity DOUBLE, 
	unit TEXT, 
	people BIGINT, 
	people_method TEXT, 
	unmet BIGINT, 
	unmet_reason TEXT, 
	note TEXT, 
	slot BIGINT, 
	CONSTRAINT pk_read_activity PRIMARY KEY (network_id, id)
);
INSERT INTO "read_activity" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','5822c2b7-4364-4a80-8596-ea4025431fab',4,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38',1795873320000,1795873362335,1795201200000,'org','o:8c77558b-1739-4b27-a254-c331ea762819',0,NULL,NULL,'{"org":"8c77558b-1739-4b27-a254-c331ea762819","quantity":11,"service_type":"food.hot_meal","site":"4c59716a-2ab5-4e1a-b34f-88b196a17831","started_at":"2026-11-20T19:00:00Z","unit":"portion"}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'4c59716a-2ab5-4e1a-b34f-88b196a17831','food.hot_meal','2026-11-20T19:00:00Z',NULL,11.0,'portion',NULL,NULL,NULL,NULL,NULL,-3820501007919399271);
INSERT INTO "read_activity" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','c27cd74a-7af8-435c-b55b-5554ec1c604e',5,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38',1795873320000,1795873362335,1795201200000,'org','o:8c77558b-1739-4b27-a254-c331ea762819',0,NULL,NULL,'{"org":"8c77558b-1739-4b27-a254-c331ea762819","quantity":12,"service_type":"food.hot_meal","site":"4c59716a-2ab5-4e1a-b34f-88b196a17831","started_at":"2026-11-20T19:00:00Z","unit":"portion"}',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'4c59716a-2ab5-4e1a-b34f-88b196a17831','food.hot_meal','2026-11-20T19:00:00Z',NULL,12.0,'portion',NULL,NULL,NULL,NULL,NULL,-3820501007919399271);
CREATE TABLE read_case (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	code TEXT, 
	language TEXT, 
	sex TEXT, 
	age_band TEXT, 
	minor_status TEXT, 
	status TEXT, 
	CONSTRAINT pk_read_case PRIMARY KEY (network_id, id)
);
CREATE TABLE read_consent (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	"case" TEXT, 
	to_org TEXT, 
	basis TEXT, 
	method TEXT, 
	language TEXT, 
	interpreter BOOLEAN, 
	text_version TEXT, 
	given_at TEXT, 
	reason TEXT, 
	CONSTRAINT pk_read_consent PRIMARY KEY (network_id, id)
);
CREATE TABLE read_consent_approval (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	consent TEXT, 
	agreed BOOLEAN, 
	note TEXT, 
	CONSTRAINT pk_read_consent_approval PRIMARY KEY (network_id, id)
);
CREATE TABLE read_consent_withdrawal (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	consent TEXT, 
	at TEXT, 
	told_by TEXT, 
	CONSTRAINT pk_read_consent_withdrawal PRIMARY KEY (network_id, id)
);
CREATE TABLE read_contact (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	round TEXT, 
	site TEXT, 
	group_size BIGINT, 
	"case" TEXT, 
	language TEXT, 
	interpreter TEXT, 
	sex TEXT, 
	age_band TEXT, 
	minor_status TEXT, 
	duration_min BIGINT, 
	note TEXT, 
	CONSTRAINT pk_read_contact PRIMARY KEY (network_id, id)
);
CREATE TABLE read_directory_service (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	name TEXT, 
	description TEXT, 
	provider TEXT, 
	status TEXT, 
	eligibility TEXT, 
	min_age BIGINT, 
	max_age BIGINT, 
	documents_required TEXT, 
	how_to_access TEXT, 
	phone TEXT, 
	email TEXT, 
	url TEXT, 
	accepts_referrals TEXT, 
	capacity_note TEXT, 
	alert TEXT, 
	alert_until TEXT, 
	assured_on TEXT, 
	assured_by TEXT, 
	published BOOLEAN, on_holidays TEXT, interpretation TEXT, fees TEXT, address TEXT, hsds_id TEXT, 
	CONSTRAINT pk_read_directory_service PRIMARY KEY (network_id, id)
);
CREATE TABLE read_incident (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	incident_source TEXT, 
	site TEXT, 
	hub_zone TEXT, 
	started_at TEXT, 
	ended_at TEXT, 
	legal_basis_claimed TEXT, 
	interpreter_present TEXT, 
	shelter_offered TEXT, 
	perimeter TEXT, 
	observation_obstructed TEXT, 
	medical_help_called TEXT, 
	account TEXT, 
	CONSTRAINT pk_read_incident PRIMARY KEY (network_id, id)
);
CREATE TABLE read_list_item (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	list TEXT, 
	code TEXT, 
	parent TEXT, 
	retired BOOLEAN, unit TEXT, step BIGINT, rank BIGINT, 
	CONSTRAINT pk_read_list_item PRIMARY KEY (network_id, id)
);
CREATE TABLE read_member (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	alias TEXT, 
	role TEXT, 
	active BOOLEAN, 
	CONSTRAINT pk_read_member PRIMARY KEY (network_id, id)
);
INSERT INTO "read_member" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','6cc96d79-35d1-4f8b-a5e1-f15f375201d6',2,'8c77558b-1739-4b27-a254-c331ea762819','6cc96d79-35d1-4f8b-a5e1-f15f375201d6',NULL,1795873200000,1795873230000,1795873200000,'org','m:8c77558b-1739-4b27-a254-c331ea762819',0,NULL,'kim','{"active":true,"alias":"Kim","org":"8c77558b-1739-4b27-a254-c331ea762819","role":"network"}',NULL,NULL,NULL,NULL,NULL,NULL,'Kim','network',1);
INSERT INTO "read_member" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','725401de-6d02-4031-86f2-71e203cb5c04',3,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04',NULL,1795873200000,1795873257388,1795873200000,'org','m:8c77558b-1739-4b27-a254-c331ea762819',0,NULL,'mo','{"active":true,"alias":"Mo","org":"8c77558b-1739-4b27-a254-c331ea762819","role":"volunteer"}',NULL,NULL,NULL,NULL,NULL,NULL,'Mo','volunteer',1);
CREATE TABLE read_message (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	referral TEXT, 
	text TEXT, 
	CONSTRAINT pk_read_message PRIMARY KEY (network_id, id)
);
CREATE TABLE read_notice (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	title TEXT, 
	text TEXT, 
	until TEXT, 
	CONSTRAINT pk_read_notice PRIMARY KEY (network_id, id)
);
CREATE TABLE read_org (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	name TEXT, 
	code TEXT, 
	org_type TEXT, 
	description TEXT, 
	website TEXT, 
	email TEXT, 
	phone TEXT, 
	member BOOLEAN, 
	external BOOLEAN, 
	listed BOOLEAN, hsds_id TEXT, 
	CONSTRAINT pk_read_org PRIMARY KEY (network_id, id)
);
INSERT INTO "read_org" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','8c77558b-1739-4b27-a254-c331ea762819',1,'8c77558b-1739-4b27-a254-c331ea762819','server',NULL,1795873200000,1795873228854,1795873200000,'network','n',0,NULL,'soup soup','{"code":"soup","description":"Soup","external":false,"listed":true,"member":true,"name":"Soup","org":"8c77558b-1739-4b27-a254-c331ea762819","org_type":"local_association"}',NULL,NULL,NULL,NULL,NULL,NULL,'Soup','soup','local_association','Soup',NULL,NULL,NULL,1,0,1,NULL);
CREATE TABLE read_referral (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	"case" TEXT, 
	from_org TEXT, 
	to_org TEXT, 
	to_service TEXT, 
	referral_type TEXT, 
	urgency TEXT, 
	consent TEXT, 
	summary TEXT, 
	handover TEXT, 
	meet TEXT, 
	sealed_contact TEXT, 
	follows TEXT, 
	hold TEXT, respond_by TEXT, status TEXT, 
	CONSTRAINT pk_read_referral PRIMARY KEY (network_id, id)
);
CREATE TABLE read_referral_event (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	referral TEXT, 
	"to" TEXT, 
	parents TEXT, 
	outcome TEXT, 
	decline_reason TEXT, 
	not_completed_reason TEXT, 
	cancel_reason TEXT, 
	note TEXT, 
	source TEXT, 
	redirect_to TEXT, 
	CONSTRAINT pk_read_referral_event PRIMARY KEY (network_id, id)
);
CREATE TABLE read_round (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	round_kind TEXT, 
	planned_start TEXT, 
	planned_end TEXT, 
	status TEXT, 
	started_at TEXT, 
	ended_at TEXT, 
	seats BIGINT, 
	lead TEXT, 
	team_size BIGINT, 
	activity_note TEXT, 
	CONSTRAINT pk_read_round PRIMARY KEY (network_id, id)
);
CREATE TABLE read_signup (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	round TEXT, 
	user TEXT, 
	going BOOLEAN, 
	role TEXT, 
	CONSTRAINT pk_read_signup PRIMARY KEY (network_id, id)
);
CREATE TABLE read_site (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	name TEXT, 
	site_kind TEXT, 
	hub_zone TEXT, 
	country TEXT, 
	adm1 TEXT, 
	adm2 TEXT, 
	active BOOLEAN, 
	access_note TEXT, hsds_id TEXT, 
	CONSTRAINT pk_read_site PRIMARY KEY (network_id, id)
);
CREATE TABLE read_stock_move (
	network_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	when_ms BIGINT NOT NULL, 
	effective_visibility VARCHAR(20) NOT NULL, 
	sole_key VARCHAR(120) NOT NULL, 
	standing SMALLINT NOT NULL, 
	unsettled TEXT, 
	search_text TEXT, 
	shown TEXT NOT NULL, 
	voided TEXT, 
	review TEXT, 
	queried BOOLEAN, 
	"query" TEXT, 
	answer TEXT, 
	captured_locked BOOLEAN, 
	move_kind TEXT, 
	place TEXT, 
	item TEXT, 
	size TEXT, 
	fit TEXT, 
	quantity DOUBLE, 
	unit TEXT, 
	other_place TEXT, 
	round TEXT, 
	donor_type TEXT, 
	CONSTRAINT pk_read_stock_move PRIMARY KEY (network_id, id)
);
CREATE TABLE record (
	network_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	author_id VARCHAR(36), 
	device_id VARCHAR(36), 
	org_declared BOOLEAN NOT NULL, 
	made_at_ms BIGINT NOT NULL, 
	received_at_ms BIGINT NOT NULL, 
	changed_at_ms BIGINT NOT NULL, 
	visibility VARCHAR(20) NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	state BLOB NOT NULL, 
	stub BLOB, 
	scope TEXT NOT NULL, derived TEXT, 
	CONSTRAINT pk_record PRIMARY KEY (network_id, kind, id), 
	CONSTRAINT fk_record_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
INSERT INTO "record" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','org','8c77558b-1739-4b27-a254-c331ea762819',1,'8c77558b-1739-4b27-a254-c331ea762819','server',NULL,1,1795873200000,1795873228854,1795873228854,'network',0,X'7B2263223A226F7267222C2272223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C2277223A5B5B2230316D386836356879653379376B623076613033222C22736572766572222C7B22636F6465223A22736F7570222C226465736372697074696F6E223A22536F7570222C2265787465726E616C223A66616C73652C226C6973746564223A747275652C226D656D626572223A747275652C226E616D65223A22536F7570222C226F7267223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C226F72675F74797065223A226C6F63616C5F6173736F63696174696F6E227D5D5D2C2278223A7B7D7D',NULL,'[["n",2]]',NULL);
INSERT INTO "record" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','member','6cc96d79-35d1-4f8b-a5e1-f15f375201d6',2,'8c77558b-1739-4b27-a254-c331ea762819','6cc96d79-35d1-4f8b-a5e1-f15f375201d6',NULL,1,1795873200000,1795873230000,1795873230000,'org',0,X'7B2263223A226D656D626572222C2272223A2236636339366437392D333564312D346638622D613565312D663135663337353230316436222C2277223A5B5B2230316D386836356879656D636467623434653772222C2236636339366437392D333564312D346638622D613565312D663135663337353230316436222C7B22616374697665223A747275652C22616C696173223A224B696D222C226F7267223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C22726F6C65223A226E6574776F726B227D5D5D2C2278223A7B7D7D',NULL,'[["m:8c77558b-1739-4b27-a254-c331ea762819",2]]',NULL);
INSERT INTO "record" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','member','725401de-6d02-4031-86f2-71e203cb5c04',3,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04',NULL,1,1795873200000,1795873257388,1795873257388,'org',0,X'7B2263223A226D656D626572222C2272223A2237323534303164652D366430322D343033312D383666322D373165323033636235633034222C2277223A5B5B2230316D386836366476376E367931626173366461222C2237323534303164652D366430322D343033312D383666322D373165323033636235633034222C7B22616374697665223A747275652C22616C696173223A224D6F222C226F7267223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C22726F6C65223A22766F6C756E74656572227D5D5D2C2278223A7B7D7D',NULL,'[["m:8c77558b-1739-4b27-a254-c331ea762819",2]]',NULL);
INSERT INTO "record" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','activity','5822c2b7-4364-4a80-8596-ea4025431fab',4,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38',1,1795873320000,1795873362335,1795873362335,'org',0,X'7B2263223A226163746976697479222C2272223A2235383232633262372D343336342D346138302D383539362D656134303235343331666162222C2277223A5B5B2230316D386836396D636161336A66347667353571222C2237323534303164652D366430322D343033312D383666322D373165323033636235633034222C7B226F7267223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C227175616E74697479223A31312C22736572766963655F74797065223A22666F6F642E686F745F6D65616C222C2273697465223A2234633539373136612D326162352D346531612D623334662D383862313936613137383331222C22737461727465645F6174223A22323032362D31312D32305431393A30303A30305A222C22756E6974223A22706F7274696F6E222C22796573746572646179735F6669656C64223A226B657074227D5D5D2C2278223A7B7D7D',NULL,'[["o:8c77558b-1739-4b27-a254-c331ea762819",2]]',NULL);
INSERT INTO "record" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','activity','c27cd74a-7af8-435c-b55b-5554ec1c604e',5,'8c77558b-1739-4b27-a254-c331ea762819','725401de-6d02-4031-86f2-71e203cb5c04','3b1873bc-d0a2-44b9-a083-7e25159dbc38',1,1795873320000,1795873362335,1795873362335,'org',0,X'7B2263223A226163746976697479222C2272223A2263323763643734612D376166382D343335632D623535622D353535346563316336303465222C2277223A5B5B2230316D386836396D63613734386A737937327135222C2237323534303164652D366430322D343033312D383666322D373165323033636235633034222C7B226F7267223A2238633737353538622D313733392D346232372D613235342D633333316561373632383139222C227175616E74697479223A31322C22736572766963655F74797065223A22666F6F642E686F745F6D65616C222C2273697465223A2234633539373136612D326162352D346531612D623334662D383862313936613137383331222C22737461727465645F6174223A22323032362D31312D32305431393A30303A30305A222C22756E6974223A22706F7274696F6E222C22796573746572646179735F6669656C64223A226B657074227D5D5D2C2278223A7B7D7D',NULL,'[["o:8c77558b-1739-4b27-a254-c331ea762819",2]]',NULL);
CREATE TABLE scope (
	network_id VARCHAR(36) NOT NULL, 
	"key" VARCHAR(120) NOT NULL, 
	seq BIGINT NOT NULL, 
	grade SMALLINT NOT NULL, 
	size INTEGER NOT NULL, 
	window_ms BIGINT NOT NULL, 
	until_ms BIGINT NOT NULL, 
	CONSTRAINT pk_scope PRIMARY KEY (network_id, "key", seq)
)
 WITHOUT ROWID

;
INSERT INTO "scope" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','m:8c77558b-1739-4b27-a254-c331ea762819',2,2,226,4611686018427387904,0);
INSERT INTO "scope" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','m:8c77558b-1739-4b27-a254-c331ea762819',3,2,227,4611686018427387904,0);
INSERT INTO "scope" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','n',1,2,273,4611686018427387904,0);
INSERT INTO "scope" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','o:8c77558b-1739-4b27-a254-c331ea762819',4,2,353,1795873362335,0);
INSERT INTO "scope" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625','o:8c77558b-1739-4b27-a254-c331ea762819',5,2,353,1795873362335,0);
CREATE TABLE tick (
	network_id VARCHAR(36) NOT NULL, 
	seq BIGINT NOT NULL, 
	tag VARCHAR(10) NOT NULL, 
	CONSTRAINT pk_tick PRIMARY KEY (network_id, seq), 
	CONSTRAINT fk_tick_network_id FOREIGN KEY(network_id) REFERENCES network (id)
);
INSERT INTO "tick" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625',0,'800fe53e0a');
INSERT INTO "tick" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625',1,'59aaee3ce3');
INSERT INTO "tick" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625',2,'553bed6e20');
INSERT INTO "tick" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625',3,'6e2214e287');
INSERT INTO "tick" VALUES('b594e9c6-09cd-477e-a7e9-d43fbaa1a625',5,'4b3ab3d997');
CREATE TABLE user (
	id VARCHAR(36) NOT NULL, 
	network_id VARCHAR(36) NOT NULL, 
	org_id VARCHAR(36) NOT NULL, 
	alias VARCHAR(40) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	clearances VARCHAR(60) NOT NULL, 
	email VARCHAR(254), 
	password_hash VARCHAR(200), 
	active BOOLEAN NOT NULL, 
	created_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT fk_user_network_id FOREIGN KEY(network_id) REFERENCES network (id), 
	CONSTRAINT uq_user_email UNIQUE (email)
);
INSERT INTO "user" VALUES('6cc96d79-35d1-4f8b-a5e1-f15f375201d6','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','8c77558b-1739-4b27-a254-c331ea762819','Kim','network','','kim@example.org','$argon2id$v=19$m=47104,t=1,p=1$24/GKrtNMJE9ukipTXxisg$nulbJ3EZPO6h039V+7iU8n8qfqIIqn7rBwkJLKMvhfI',1,1795873228750);
INSERT INTO "user" VALUES('725401de-6d02-4031-86f2-71e203cb5c04','b594e9c6-09cd-477e-a7e9-d43fbaa1a625','8c77558b-1739-4b27-a254-c331ea762819','Mo','volunteer','',NULL,NULL,1,1795873257319);
CREATE INDEX ix_exit_network_id_record_id ON exit (network_id, record_id);
CREATE INDEX ix_failure_at_ms ON failure (at_ms);
CREATE INDEX ix_failure_subject_at_ms ON failure (subject, at_ms);
CREATE INDEX ix_link_network_id_target ON link (network_id, target);
CREATE INDEX ix_read_activity_list ON read_activity (network_id, sole_key, standing, when_ms, id, site, service_type, quantity, people, unmet, unit, unsettled);
CREATE INDEX ix_read_activity_slot ON read_activity (network_id, slot, author_id, round);
CREATE INDEX ix_read_case_list ON read_case (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_consent_list ON read_consent (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_consent_approval_list ON read_consent_approval (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_consent_withdrawal_list ON read_consent_withdrawal (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_contact_list ON read_contact (network_id, sole_key, standing, when_ms, id, site, group_size, unsettled);
CREATE INDEX ix_read_directory_service_list ON read_directory_service (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_incident_list ON read_incident (network_id, sole_key, standing, when_ms, id, site);
CREATE INDEX ix_read_list_item_list ON read_list_item (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_member_list ON read_member (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_message_list ON read_message (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_notice_list ON read_notice (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_org_list ON read_org (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_referral_list ON read_referral (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_referral_event_list ON read_referral_event (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_round_list ON read_round (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_signup_list ON read_signup (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_site_list ON read_site (network_id, sole_key, standing, when_ms, id);
CREATE INDEX ix_read_stock_move_list ON read_stock_move (network_id, sole_key, standing, when_ms, id, quantity, unit, unsettled);
CREATE INDEX ix_audit_network_id_at_ms ON audit (network_id, at_ms);
CREATE INDEX ix_change_network_id_kind_record_id ON change (network_id, kind, record_id);
CREATE UNIQUE INDEX ix_change_network_id_number ON change (network_id, number);
CREATE UNIQUE INDEX ix_held_network_id_change_id_sha256 ON held (network_id, change_id, sha256);
CREATE INDEX ix_held_network_id_record_id ON held (network_id, record_id);
CREATE INDEX ix_held_network_id_state_received_at_ms ON held (network_id, state, received_at_ms);
CREATE UNIQUE INDEX ix_record_network_id_seq ON record (network_id, seq);
CREATE INDEX ix_user_network_id ON user (network_id);
CREATE INDEX ix_user_org_id ON user (org_id);
CREATE INDEX ix_desk_session_user_id ON desk_session (user_id);
CREATE INDEX ix_device_network_id ON device (network_id);
CREATE INDEX ix_device_user_id ON device (user_id);
CREATE INDEX ix_invite_network_id ON invite (network_id);
CREATE INDEX ix_invite_user_id ON invite (user_id);
CREATE INDEX ix_element_distinct ON element (network_id, "key") WHERE field = 'distinct';
CREATE INDEX ix_issue_network_id_target_id ON issue (network_id, target_id);
CREATE INDEX ix_issue_network_id_kind_record_id ON issue (network_id, kind, record_id);
CREATE INDEX ix_issue_inbox ON issue (network_id, org_id, at_ms, id, sole_key, issue);
CREATE INDEX ix_issue_network ON issue (network_id, sole_key, at_ms, id, issue);
CREATE INDEX ix_read_activity_round ON read_activity (network_id, round, started_at, id);
CREATE INDEX ix_answer_link_expires_at_ms ON answer_link (expires_at_ms);
CREATE INDEX ix_answer_link_network_id_referral_id ON answer_link (network_id, referral_id);
COMMIT;
