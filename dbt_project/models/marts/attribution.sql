{#
    What was sold, given back to the campaigns that the customer had met by the day of the sale, in four ways: all to the
    first, all to the last, to each the same, and by position (two fifths to the first and the last, the rest between
    them). A sale goes to the cent: what rounding leaves is the last one's. Sales without a campaign stand under `none`,
    so that every way sums to all sales; money spent on advertisements stands in the month it was spent.
#}
with sales as (

    select * from {{ ref('onefold', 'sale') }}
    where amount_base is not null and sold_on is not null

),

touches as (

    select * from {{ ref('onefold', 'campaign_touch') }}

),

placed as (

    select
        sales.record_name,
        sales.customer_id,
        sales.sold_on,
        sales.amount_base,
        touches.campaign_key,
        row_number() over (
            partition by sales.record_name order by touches.touched_at, touches.campaign_key
        ) as place,
        count(*) over (partition by sales.record_name) as places
    from sales
    inner join touches on sales.customer_id = touches.customer_id and sales.sold_on >= touches.touched_on

),

weighted as (

    select
        *,
        case when place = 1 then amount_base else 0 end as first_base,
        case when place = places then amount_base else 0 end as last_base,
        cast({{ ratio('amount_base', 'places', 2) }} as decimal(18, 2)) as linear_share,
        cast(
            case
                when places <= 2 then {{ ratio('amount_base', 'places', 2) }}
                when place in (1, places) then {{ ratio('amount_base * 2', '5', 2) }}
                else {{ ratio('amount_base', '5 * (places - 2)', 2) }}
            end as decimal(18, 2)
        ) as position_share
    from placed

),

shared as (

    select
        *,
        linear_share + case
            when place = places then amount_base - sum(linear_share) over (partition by record_name) else 0
        end as linear_base,
        position_share + case
            when place = places then amount_base - sum(position_share) over (partition by record_name) else 0
        end as position_base
    from weighted

),

untouched as (

    select sales.*
    from sales
    left join placed on sales.record_name = placed.record_name and placed.place = 1
    where placed.record_name is null

),

given as (

    select
        campaign_key,
        {{ month_of('sold_on') }} as month,
        count(case when place = 1 then 1 end) as sales_first,
        count(case when place = places then 1 end) as sales_last,
        sum(first_base) as first_touch_base,
        sum(last_base) as last_touch_base,
        sum(linear_base) as linear_base,
        sum(position_base) as position_base
    from shared
    group by campaign_key, {{ month_of('sold_on') }}
    union all
    select
        'none' as campaign_key,
        {{ month_of('sold_on') }} as month,
        count(*) as sales_first,
        count(*) as sales_last,
        sum(amount_base) as first_touch_base,
        sum(amount_base) as last_touch_base,
        sum(amount_base) as linear_base,
        sum(amount_base) as position_base
    from untouched
    group by {{ month_of('sold_on') }}

),

first_meetings as (

    select
        customer_id,
        campaign_key,
        touched_at,
        row_number() over (partition by customer_id order by touched_at, campaign_key) as place
    from touches

),

won_customers as (

    select
        campaign_key,
        {{ month_of('touched_at') }} as month,
        count(*) as new_customers
    from first_meetings
    where place = 1
    group by campaign_key, {{ month_of('touched_at') }}

),

spent as (

    select
        coalesce(campaign_key, 'none') as campaign_key,
        {{ month_of('spent_on') }} as month,
        sum(amount_base) as spend_base,
        sum(clicks) as clicks
    from {{ ref('onefold', 'ad_spend_daily') }}
    where spent_on is not null
    group by coalesce(campaign_key, 'none'), {{ month_of('spent_on') }}

),

all_rows as (

    select campaign_key, month from given
    union
    select campaign_key, month from won_customers
    union
    select campaign_key, month from spent

)

select
    ---------- ids
    all_rows.campaign_key,
    all_rows.month,

    ---------- numerics
    cast(coalesce(won_customers.new_customers, 0) as bigint) as first_met,
    cast(coalesce(given.sales_first, 0) as bigint) as sales_first,
    cast(coalesce(given.sales_last, 0) as bigint) as sales_last,
    cast(coalesce(given.first_touch_base, 0) as decimal(18, 2)) as first_touch_base,
    cast(coalesce(given.last_touch_base, 0) as decimal(18, 2)) as last_touch_base,
    cast(coalesce(given.linear_base, 0) as decimal(18, 2)) as linear_base,
    cast(coalesce(given.position_base, 0) as decimal(18, 2)) as position_base,
    cast(spent.clicks as bigint) as clicks,
    cast(spent.spend_base as decimal(18, 2)) as spend_base
from all_rows
left join given on all_rows.campaign_key = given.campaign_key and all_rows.month = given.month
left join won_customers on all_rows.campaign_key = won_customers.campaign_key and all_rows.month = won_customers.month
left join spent on all_rows.campaign_key = spent.campaign_key and all_rows.month = spent.month
