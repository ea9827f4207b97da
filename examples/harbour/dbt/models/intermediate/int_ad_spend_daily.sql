-- written by `onefold source build` from sources/*.yml; edit that file
-- content a5ded627e46e9dc3
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as campaign,
    cast(null as varchar) as campaign_name,
    cast(null as varchar) as platform,
    cast(null as varchar) as ad_group,
    cast(null as date) as spent_on,
    cast(null as bigint) as impressions,
    cast(null as bigint) as clicks,
    cast(null as decimal(18, 4)) as conversions,
    cast(null as decimal(18, 4)) as amount,
    cast(null as varchar) as currency
where false
