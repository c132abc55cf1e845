/** The pages of an officer who has signed in. */
import "../desk/page";
import "../desk/lock_dialog";
import "../desk/key_box";
import "../desk/queue_live";
import "../desk/tip_view";
import "../desk/unit_page";
import "../desk/passkey_page";
import "../desk/province_keys";
import "../desk/fingerprints_page";
import "../desk/chat_link";
import "../desk/audit_export";
import "../desk/shortcuts";
import "../desk/campaign_loading";
