{#
    What sales wrote down against what accounting has: every order and every won deal (comparison) against the invoices
    and against the payments for it, those documents that are for neither, and a customer's won deals against all of
    their documents. A document is for what it names, a payment also for what its invoice names, either for the deal of
    the order it names; one that names nothing is taken for the sale of the same customer, amount and currency that lies
    nearest in time, once; and so is an order that names no deal for a deal. Cancelled orders and void invoices expect nothing: what was billed for one is `not_sold`.
#}
{{ config(meta={'touched_by': ['claim', 'coalesce(customer_id, record_name)']}) }}
{%- set limits = {'invoice': var('invoice_days', 31), 'payment': var('payment_days', 90)} -%}
with orders as (

    select
        orders.*,
        meanings.meaning
    from {{ ref('onefold', 'order') }} as orders
    inner join {{ ref('onefold', 'document_meaning') }} as meanings on orders.record_name = meanings.record_name
    where {{ touched('claim', 'coalesce(orders.customer_id, orders.record_name)') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}
    where outcome = 'won' and {{ touched('claim', 'coalesce(customer_id, record_name)') }}

),

invoices as (

    select invoices.*
    from {{ ref('onefold', 'invoice') }} as invoices
    inner join {{ ref('onefold', 'document_meaning') }} as meanings on invoices.record_name = meanings.record_name
    where
        meanings.meaning in ('sold', 'returned')
        and {{ touched('claim', 'coalesce(invoices.customer_id, invoices.record_name)') }}

),

claims as (

    select
        'order' as comparison,
        record_name,
        source,
        customer_id,
        meaning = 'sold' as is_sold,
        currency,
        amount,
        amount_base,
        coalesce(ordered_on, {{ utc_day('created_at') }}) as expected_on
    from orders
    union all
    select
        'deal' as comparison,
        record_name,
        source,
        customer_id,
        true as is_sold,
        currency,
        amount,
        amount_base,
        {{ utc_day('won_at') }} as expected_on
    from deals

),

named as (

    select
        'invoice' as against,
        record_name,
        source,
        customer_id,
        "order",
        deal,
        currency,
        amount,
        amount_base,
        invoiced_on as dated_on,
        {{ limits.invoice }} as days_allowed
    from invoices
    union all
    select
        'payment' as against,
        payments.record_name,
        payments.source,
        payments.customer_id,
        coalesce(payments."order", invoices."order") as "order",
        coalesce(payments.deal, invoices.deal) as deal,
        payments.currency,
        payments.amount,
        payments.amount_base,
        payments.paid_on as dated_on,
        {{ limits.payment }} as days_allowed
    from {{ ref('onefold', 'payment') }} as payments
    left join invoices on payments.invoice = invoices.record_name
    where {{ touched('claim', 'coalesce(payments.customer_id, payments.record_name)') }}

),

deals_with_orders as (

    select distinct deal from orders where deal is not null

),

alike_orders as (

    select
        orders.record_name as order_name,
        deals.record_name as deal_name,
        row_number() over (
            partition by deals.record_name
            order by abs({{ days_between(utc_day('deals.won_at'), 'orders.ordered_on') }}), orders.record_name
        ) as place_of_order,
        row_number() over (
            partition by orders.record_name
            order by abs({{ days_between(utc_day('deals.won_at'), 'orders.ordered_on') }}), deals.record_name
        ) as place_of_deal
    from orders
    inner join deals
        on
            orders.customer_id = deals.customer_id
            and orders.currency = deals.currency
            and orders.amount = deals.amount
            and abs({{ days_between(utc_day('deals.won_at'), 'orders.ordered_on') }}) <= {{ limits.payment }}
    left join deals_with_orders on deals.record_name = deals_with_orders.deal
    where orders.deal is null and orders.meaning = 'sold' and deals_with_orders.deal is null

),

deals_of_orders as (

    select record_name as order_name, deal as deal_name, 'reference' as matched_by from orders where deal is not null
    union all
    select order_name, deal_name, 'amount' as matched_by from alike_orders where place_of_order = 1 and place_of_deal = 1

),

documents as (

    select
        named.against,
        named.record_name,
        named.source,
        named.customer_id,
        named.currency,
        named.amount,
        named.amount_base,
        named.dated_on,
        named.days_allowed,
        orders.record_name as order_name,
        deals.record_name as deal_name,
        case when named.deal is not null then 'reference' else deals_of_orders.matched_by end as deal_by
    from named
    left join orders on named."order" = orders.record_name
    left join deals_of_orders on orders.record_name = deals_of_orders.order_name
    left join deals on coalesce(named.deal, deals_of_orders.deal_name) = deals.record_name

),

referring as (

    select
        'order' as comparison,
        documents.order_name as claim,
        'reference' as matched_by,
        documents.*
    from documents
    where documents.order_name is not null
    union all
    select
        'deal' as comparison,
        documents.deal_name as claim,
        documents.deal_by as matched_by,
        documents.*
    from documents
    where documents.deal_name is not null

),

answered as (

    select distinct comparison, claim, against from referring

),

alike as (

    select
        claims.comparison,
        claims.record_name as claim,
        documents.record_name as document,
        documents.against,
        row_number() over (
            partition by claims.comparison, claims.record_name, documents.against
            order by abs({{ days_between('claims.expected_on', 'documents.dated_on') }}), documents.record_name
        ) as place_of_document,
        row_number() over (
            partition by claims.comparison, documents.against, documents.record_name
            order by abs({{ days_between('claims.expected_on', 'documents.dated_on') }}), claims.record_name
        ) as place_of_claim
    from documents
    inner join claims
        on
            documents.customer_id = claims.customer_id
            and documents.currency = claims.currency
            and documents.amount = claims.amount
    left join answered
        on
            claims.comparison = answered.comparison
            and claims.record_name = answered.claim
            and documents.against = answered.against
    where
        documents.order_name is null
        and documents.deal_name is null
        and answered.claim is null
        and claims.is_sold
        and abs({{ days_between('claims.expected_on', 'documents.dated_on') }}) <= documents.days_allowed

),

-- The nearest of each other, so that a document counts once in each comparison.
paired as (

    select
        alike.comparison,
        alike.claim,
        'amount' as matched_by,
        documents.*
    from alike
    inner join documents on alike.against = documents.against and alike.document = documents.record_name
    where alike.place_of_document = 1 and alike.place_of_claim = 1

),

used as (

    select * from referring
    union all
    select * from paired

),

found as (

    select
        comparison,
        claim,
        against,
        min(matched_by) as matched_by,
        count(*) as documents,
        count(amount) as amounts,
        count(distinct currency) as currencies,
        min(currency) as currency,
        sum(amount) as amount,
        sum(amount_base) as amount_base,
        min(dated_on) as dated_on
    from used
    group by comparison, claim, against

),

asked as (

    select claims.*, 'invoice' as against, {{ limits.invoice }} as days_allowed from claims
    union all
    select claims.*, 'payment' as against, {{ limits.payment }} as days_allowed from claims

),

compared as (

    select
        asked.comparison,
        asked.against,
        asked.record_name,
        asked.source,
        asked.customer_id,
        found.matched_by,
        asked.currency,
        found.currency as found_currency,
        asked.amount as expected,
        found.amount as found,
        case when asked.is_sold then asked.amount_base else 0 end as expected_base,
        found.amount_base as found_base,
        asked.expected_on,
        found.dated_on as found_on,
        coalesce(found.documents, 0) as documents,
        case
            when not asked.is_sold then 'not_sold'
            when found.claim is null then 'missing'
            when found.currencies > 1 or asked.currency <> found.currency then 'different_currency'
            when asked.amount is null or found.amounts < found.documents then 'missing_amount'
            when asked.amount <> found.amount then 'different_amount'
            when {{ days_between('asked.expected_on', 'found.dated_on') }} not between 0 and asked.days_allowed
                then 'different_date'
            else 'matched'
        end as result
    from asked
    left join found
        on
            asked.comparison = found.comparison
            and asked.record_name = found.claim
            and asked.against = found.against
    -- What was billed for a cancelled order and credited in full is in order.
    where asked.is_sold or found.amount <> 0 or found.amounts < found.documents

),

documents_alone as (

    select
        'document' as comparison,
        documents.against,
        documents.record_name,
        documents.source,
        documents.customer_id,
        cast(null as varchar) as matched_by,
        cast(null as varchar) as currency,
        documents.currency as found_currency,
        cast(null as decimal(18, 4)) as expected,
        documents.amount as found,
        cast(null as decimal(18, 2)) as expected_base,
        documents.amount_base as found_base,
        cast(null as date) as expected_on,
        documents.dated_on as found_on,
        1 as documents,
        'missing_sale' as result
    from documents
    left join used on documents.against = used.against and documents.record_name = used.record_name
    where used.record_name is null

),

won_by_customer as (

    select
        customer_id,
        sum(amount_base) as amount_base,
        count(*) as records,
        count(amount_base) as amounts,
        min({{ utc_day('won_at') }}) as expected_on
    from deals
    where customer_id is not null
    group by customer_id

),

billed_by_customer as (

    select
        customer_id,
        against,
        sum(amount_base) as amount_base,
        count(*) as records,
        count(amount_base) as amounts,
        min(dated_on) as dated_on
    from documents
    where customer_id is not null
    group by customer_id, against

),

customers_asked as (

    select won_by_customer.*, 'invoice' as against from won_by_customer
    union all
    select won_by_customer.*, 'payment' as against from won_by_customer

),

customers_compared as (

    select
        'customer' as comparison,
        coalesce(customers_asked.against, billed_by_customer.against) as against,
        cast(null as varchar) as record_name,
        cast(null as varchar) as source,
        coalesce(customers_asked.customer_id, billed_by_customer.customer_id) as customer_id,
        cast(null as varchar) as matched_by,
        '{{ var("base_currency") | upper }}' as currency,
        '{{ var("base_currency") | upper }}' as found_currency,
        customers_asked.amount_base as expected,
        billed_by_customer.amount_base as found,
        customers_asked.amount_base as expected_base,
        billed_by_customer.amount_base as found_base,
        customers_asked.expected_on,
        billed_by_customer.dated_on as found_on,
        coalesce(billed_by_customer.records, 0) as documents,
        case
            when billed_by_customer.customer_id is null then 'missing'
            when customers_asked.customer_id is null then 'missing_sale'
            -- A sum that lacks an amount (no rate, none given) proves nothing.
            when customers_asked.records > customers_asked.amounts then 'missing_amount'
            when billed_by_customer.records > billed_by_customer.amounts then 'missing_amount'
            when customers_asked.amount_base = billed_by_customer.amount_base then 'matched'
            else 'different_amount'
        end as result
    from customers_asked
    full outer join billed_by_customer
        on
            customers_asked.customer_id = billed_by_customer.customer_id
            and customers_asked.against = billed_by_customer.against

),

united as (

    select * from compared
    union all
    select * from documents_alone
    union all
    select * from customers_compared

)

select
    ---------- ids
    comparison,
    against,
    record_name,
    customer_id,

    ---------- text
    source,
    result,
    matched_by,
    currency,
    found_currency,

    ---------- numerics
    cast(documents as bigint) as documents,
    cast(expected as decimal(18, 4)) as expected,
    cast(found as decimal(18, 4)) as found,
    cast(expected_base as decimal(18, 2)) as expected_base,
    cast(found_base as decimal(18, 2)) as found_base,
    cast(coalesce(found_base, 0) - coalesce(expected_base, 0) as decimal(18, 2)) as difference_base,

    ---------- dates and timestamps
    expected_on,
    found_on
from united
