{#
    Revenue by campaign and month in four ways (sale_campaign has the single sales), beside the customers who first met
    each and the money spent on advertisements, which stands in the month it was spent.
#}
with given as (

    select
        campaign_key,
        {{ month_of('sold_on') }} as month,
        count(case when place = 1 then 1 end) as sales_first,
        count(case when place = places then 1 end) as sales_last,
        sum(first_touch_base) as first_touch_base,
        sum(last_touch_base) as last_touch_base,
        sum(linear_base) as linear_base,
        sum(position_base) as position_base
    from {{ ref('onefold', 'sale_campaign') }}
    group by campaign_key, {{ month_of('sold_on') }}

),

first_meetings as (

    select
        customer_id,
        campaign_key,
        touched_at,
        row_number() over (partition by customer_id order by touched_at, campaign_key) as place
    from {{ ref('onefold', 'campaign_touch') }}

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
