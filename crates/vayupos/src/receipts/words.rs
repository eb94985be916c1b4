//! The fixed words of a receipt in each of its languages. Pure.

use serde::Serialize;

use crate::sales::tender::Method;
use crate::settings::ReceiptLanguage;

macro_rules! receipt_words {
    ($($(#[$doc:meta])* $word:ident: $en:literal $de:literal $hi:literal $ar:literal;)+) => {
        /// The fixed words of a receipt, in its language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
        pub struct ReceiptWords {
            $($(#[$doc])* pub $word: &'static str,)+
        }

        impl ReceiptWords {
            /// The words of a language.
            pub const fn of(language: ReceiptLanguage) -> &'static Self {
                match language {
                    ReceiptLanguage::En => &Self { $($word: $en,)+ },
                    ReceiptLanguage::De => &Self { $($word: $de,)+ },
                    ReceiptLanguage::Hi => &Self { $($word: $hi,)+ },
                    ReceiptLanguage::Ar => &Self { $($word: $ar,)+ },
                }
            }
        }
    };
}

receipt_words! {
    /// Before the number.
    receipt: "Receipt" "Beleg" "रसीद" "إيصال";
    /// On a reprint.
    copy: "COPY" "KOPIE" "प्रतिलिपि" "نسخة";
    /// Before the cashier's name.
    served_by: "Served by" "Es bediente Sie" "सेवा में" "خدمكم";
    /// Before the customer's name.
    customer: "Customer" "Kunde" "ग्राहक" "العميل";
    /// Before the time of the sale.
    date: "Date" "Datum" "दिनांक" "التاريخ";
    /// Above the products' names.
    item: "Item" "Artikel" "वस्तु" "الصنف";
    /// Above the quantities.
    quantity: "Qty" "Menge" "मात्रा" "الكمية";
    /// Above the prices.
    price: "Price" "Preis" "मूल्य" "السعر";
    /// Above the amounts.
    amount: "Amount" "Betrag" "राशि" "المبلغ";
    /// Before a SKU.
    sku: "SKU" "Art.-Nr." "SKU" "رمز الصنف";
    /// What was taken off.
    discount: "Discount" "Rabatt" "छूट" "خصم";
    /// What the lines come to.
    subtotal: "Subtotal" "Zwischensumme" "उप-योग" "المجموع الفرعي";
    /// What is to be paid.
    total: "TOTAL" "SUMME" "कुल" "الإجمالي";
    /// What rounding the cash adds.
    cash_rounding: "Cash rounding" "Rundung" "नकद पूर्णांकन" "تقريب النقد";
    /// What went back.
    change: "Change" "Rückgeld" "वापसी" "الباقي";
    /// What was taken off in all.
    saved: "You saved" "Sie sparten" "आपकी बचत" "وفّرت";
    /// Above the taxes' names.
    tax_rate: "Tax rate" "Steuersatz" "कर दर" "نسبة الضريبة";
    /// Without taxes.
    net: "Net" "Netto" "शुद्ध" "الصافي";
    /// The tax.
    tax: "Tax" "Steuer" "कर" "الضريبة";
    /// After a tax that prices contain.
    included: "incl." "inkl." "सहित" "شامل";
    /// The last row of the taxes.
    sum: "Sum" "Summe" "योग" "المجموع";
    /// Before a sheet's number.
    page: "Page" "Seite" "पृष्ठ" "صفحة";
    /// Paid so.
    cash: "Cash" "Bar" "नकद" "نقدًا";
    /// Paid so.
    card: "Card" "Karte" "कार्ड" "بطاقة";
    /// Paid so.
    mobile: "Mobile payment" "Mobile Zahlung" "मोबाइल भुगतान" "دفع عبر الهاتف";
    /// Paid so.
    bank_transfer: "Bank transfer" "Überweisung" "बैंक अंतरण" "تحويل بنكي";
    /// Paid so.
    gift_card: "Gift card" "Geschenkkarte" "उपहार कार्ड" "بطاقة هدية";
    /// Paid so.
    store_credit: "Store credit" "Guthaben" "स्टोर क्रेडिट" "رصيد المتجر";
    /// Paid so.
    loyalty_points: "Loyalty points" "Treuepunkte" "लॉयल्टी अंक" "نقاط الولاء";
    /// Paid so.
    other: "Other payment" "Andere Zahlung" "अन्य भुगतान" "دفع آخر";
}

impl ReceiptWords {
    /// A way of paying.
    pub(crate) fn method(&self, method: Method) -> &'static str {
        match method {
            Method::Cash => self.cash,
            Method::Card => self.card,
            Method::Mobile => self.mobile,
            Method::BankTransfer => self.bank_transfer,
            Method::GiftCard => self.gift_card,
            Method::StoreCredit => self.store_credit,
            Method::LoyaltyPoints => self.loyalty_points,
            Method::Other => self.other,
        }
    }
}
